"""A register as an office keeps it, to tidy tables with every doubt and refusal addressed to its cell."""

from ikm_analysis.cleaning.blocks import COACHING
from ikm_analysis.cleaning.readings import Fate
from ikm_analysis.cleaning.register import SEVERITIES, Register, clean, clean_register

__all__ = ["COACHING", "SEVERITIES", "Fate", "Register", "clean", "clean_register"]
