"""The accounts a row names, as people write them: ids, a network's name, all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..model.account import Account
from ..model.campaign import Campaign
from .findings import nearest


@dataclass(frozen=True, slots=True)
class RowAccounts:
    """`names` are the words people use for a network (`twitter`), each with its platform."""

    campaign: Campaign
    accounts: Mapping[str, Account]
    names: Mapping[str, str]

    def read(self, text: str) -> tuple[str, ...] | str:
        """The account ids, or why they cannot be read."""
        if text.lower() in ("", "all"):
            return tuple(name for name in self.campaign.accounts if name in self.accounts)
        found: list[str] = []
        for word in filter(None, (part.strip() for part in re.split(r"[,;\n/&+]", text))):
            chosen = self._meant(word)
            if chosen not in self.campaign.accounts:
                return chosen
            found.append(chosen)
        return tuple(dict.fromkeys(found))

    def _meant(self, word: str) -> str:
        """The id that a word means, or a sentence that says why none."""
        name = word.lower()
        if name in self.campaign.accounts:
            return name
        if name in self.accounts:
            return f"{word} is not among this campaign's accounts."
        platform = self.names.get(name)
        fits = [one for one in self.campaign.accounts if platform and self.platform_of(one) == platform]
        fits = fits or [one for one in self.campaign.accounts if name in self._called(one)]
        if len(fits) == 1:
            return fits[0]
        if fits:
            return f"{word} could be {' or '.join(fits)}."
        return f"There is no account called {word!r}.{nearest(name, [*self.campaign.accounts, *self.names])}"

    def _called(self, account: str) -> set[str]:
        """What an account is called besides: its name, and what its options say (`network: Facebook`)."""
        known = self.accounts.get(account)
        return {word.strip().lower() for word in (known.name, *known.options.values())} - {""} if known else set()

    def platform_of(self, account: str) -> str:
        return self.accounts[account].platform if account in self.accounts else ""
