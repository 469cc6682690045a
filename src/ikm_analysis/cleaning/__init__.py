"""A register as an office keeps it, to tidy tables with every doubt and refusal addressed to its cell."""

from ikm_analysis.cleaning.columns import Fate
from ikm_analysis.cleaning.register import SEVERITIES, Register, clean, clean_register

__all__ = ["SEVERITIES", "Fate", "Register", "clean", "clean_register"]
