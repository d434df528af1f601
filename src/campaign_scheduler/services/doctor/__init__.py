"""Doctor: one list of checks of everything that publishing depends on, each with what was found and what to do."""

from .examination import examine, without_settings
from .finding import Finding, Verdict, as_json

__all__ = ["Finding", "Verdict", "as_json", "examine", "without_settings"]
