"""Which of the campaign's accounts a name in another tool's file means."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..model.account import Account
from ..model.campaign import Campaign
from .meanings import NETWORKS


@dataclass(frozen=True, slots=True)
class Meant:
    """What a name means. Without `accounts`, `why` says why not; `network` is what it goes by, where known."""

    name: str
    accounts: tuple[str, ...]
    why: str = ""
    network: str = ""


@dataclass
class Destinations:
    """Reads names of accounts and networks. `names` are the words for an installed network, `given` what was told."""

    campaign: Campaign
    accounts: Mapping[str, Account]
    names: Mapping[str, str]
    given: Mapping[str, str] = field(default_factory=dict)
    _known: dict[str, Meant] = field(default_factory=dict)

    def meant(self, name: str) -> Meant:
        """The accounts, or why none."""
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    @property
    def told(self) -> tuple[Meant, ...]:
        """Every name so far, with what it was taken for."""
        return tuple(self._known.values())

    def has(self, network: str) -> bool:
        """Whether the campaign has an account on a network."""
        return bool(self._on(network))

    def _read(self, name: str) -> Meant:
        word = name.strip().lower()
        told = {key.strip().lower(): value for key, value in self.given.items()}.get(word)
        if told is not None:
            return Meant(name, tuple(part.strip() for part in told.split(",")))
        if word == "all":
            return Meant(name, self.campaign.accounts)
        if word in self.campaign.accounts:
            return Meant(name, (word,))
        network = self._network(word)
        fits = self._on(network) if network else self._called(word)
        if len(fits) > 1 and network:
            fits = [one for one in fits if self.accounts[one].name.lower() in word and self.accounts[one].name] or fits
        return self._said(name, network, fits)

    def _said(self, name: str, network: str, fits: list[str]) -> Meant:
        if len(fits) == 1:
            return Meant(name, (fits[0],), network=network)
        if fits:
            return Meant(name, (), f"could be {' or '.join(fits)}", network)
        if network and network not in self.names.values():
            return Meant(name, (), "has no adapter: post there by hand", network)
        if network:
            return Meant(name, (), "is a network on which this campaign has no account", network)
        return Meant(name, (), "is no account of this campaign")

    def _network(self, word: str) -> str:
        """The one network that the words name: `LinkedIn`, `Our Trust (Twitter)`."""
        if word in self.names or word in NETWORKS:
            return self.names.get(word) or NETWORKS[word]
        words = re.findall(r"[a-z]+", word)
        pairs = [*words, *(" ".join(pair) for pair in itertools.pairwise(words))]
        found = {NETWORKS[one] for one in pairs if one in NETWORKS}
        return found.pop() if len(found) == 1 else ""

    def _on(self, network: str) -> list[str]:
        there = (one for one in self.campaign.accounts if one in self.accounts)
        return [one for one in there if self.accounts[one].platform == network]

    def _called(self, word: str) -> list[str]:
        there = (one for one in self.campaign.accounts if one in self.accounts)
        return [one for one in there if self.accounts[one].name.strip().lower() == word.lstrip("@")]
