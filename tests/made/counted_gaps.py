"""Gaps of permits and halal certificates by branch, counted product by product: another way to the same figures."""

import re
from collections import Counter, defaultdict
from datetime import date
from functools import cache

from ikm_analysis.rules import read_rules

DRY = {"dry_food", "fish_dry", "petis", "seasoning", "meat_dry", "powder_drink", "sweet", "coconut_oil"}
OFF_LIST = {"fish_presto", "delisted"}  # their P-IRT counts until it ends
WET = {"fish_chilled", "food_chilled", "liquid_drink", "bottled_water", "salt"} | OFF_LIST
FOOD = DRY | WET | {"food_fresh", "food_unclear"}
HALAL_TOO = {"fresh_plant", "jamu", "jamu_fresh", "cosmetic"}
HALAL_LATE = {"household_chemical", "leather", "footwear", "batik", "garment"}  # from 18 October 2026


@cache
def known_keywords():
    return {word: row["code"] for row in read_rules()["product_categories"] for word in row["keywords"]}


def category(*texts):
    """The category of the first text that holds a keyword as whole words, the longest of them."""
    keywords = known_keywords()
    for text in texts:
        padded = " " + " ".join(re.sub(r"[\W_]+", " ", text.lower()).split()) + " "
        inside = [(-len(word), padded.index(f" {word} "), word) for word in keywords if f" {word} " in padded]
        if inside:
            return keywords[min(inside)[2]]
    return ""


def years_on(day, years):
    return date(day.year + years, day.month, min(day.day, 28 if day.month == 2 else day.day))


def says(row, day):
    """What one certificate says on a day: yes, no, ended, perhaps or nothing."""
    if row["certificate_status"] in ("not_held", "in_process"):
        return "no"
    if row["certificate_status"] == "unknown" or (row["issued_last"] and row["issued_last"] > day):
        return "nothing"
    assert row["certificate_status"] == "held"
    first, last = row["expires_first"], row["expires_last"]
    if not first and row["issued_first"] and row["certificate_kind"] == "pirt":
        first, last = years_on(row["issued_first"], 5), years_on(row["issued_last"], 5)
    if not first and row["issued_first"] and row["certificate_kind"] == "halal" and row["issued_first"].year < 2022:
        return "perhaps" if day > years_on(row["issued_first"], 2) else "yes"
    if not first or day <= first:
        return "yes"
    return "ended" if day > last else "perhaps"


def counted_by_branch(register, day, requirement):
    """Food products, and of them held, missing and unknown, by branch: {branch: (n, held, missing, unknown)}."""
    branch = dict(zip(register.firms["firm_id"], register.firms["branch"], strict=True))
    of_product, of_firm, products_of, kind_of = defaultdict(list), defaultdict(list), defaultdict(list), {}
    for row in register.certificates.to_dict("records"):
        owner = of_product[row["product_id"]] if row["product_id"] else of_firm[row["firm_id"]]
        owner.append(row)
    for row in register.products.to_dict("records"):
        name, firm_id = row["product_name"], row["firm_id"]
        kind_of[row["product_id"]] = category(name, row["product_category"], branch.get(firm_id, ""))
        products_of[firm_id].append(row["product_id"])
    halal = FOOD | HALAL_TOO | {""} | (HALAL_LATE if day >= date(2026, 10, 18) else set())
    counts = defaultdict(Counter)
    for row in register.products.to_dict("records"):
        own, firm_id, what = row["product_id"], row["firm_id"], kind_of[row["product_id"]]
        if what not in (FOOD if requirement == "halal" else DRY | WET):
            continue
        kinds = ["halal"] if requirement == "halal" else ["pirt", "bpom"] if what in DRY | OFF_LIST else ["bpom"]
        said = []
        for kind in kinds:
            words = {says(one, day) for one in of_product[own] if one["certificate_kind"] == kind}
            may_be = halal if kind == "halal" else FOOD | {""}
            sharing = [other for other in products_of[firm_id] if kind_of[other] in may_be]
            for one in of_firm[firm_id] if firm_id else ():
                if one["certificate_kind"] == kind and (len(sharing) == 1 or one["certificate_status"] == "not_held"):
                    words.add(says(one, day))
            said.append(next((word for word in ("yes", "perhaps", "ended", "no") if word in words), "nothing"))
        state = next(word for word in ("yes", "perhaps", "nothing", "ended", "no") if word in said)
        counts[branch.get(firm_id, "")][{"yes": "held", "ended": "missing", "no": "missing"}.get(state, "unknown")] += 1
    return {name: (of.total(), of["held"], of["missing"], of["unknown"]) for name, of in counts.items()}
