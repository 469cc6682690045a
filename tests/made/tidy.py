"""Small tidy tables of made-up firms, products and certificates, as cleaning gives them."""

from ikm_analysis import tables

YEARS = ("issued_first", "issued_last", "expires_first", "expires_last")


def table(name, rows):
    """The rows as table `name`, texts not given blank; a row without its key gets its number."""
    blank = {field.name: "" if field.kind == "text" else None for field in tables.TABLES[name].fields}
    key = tables.TABLES[name].key
    return tables.tidy(name, [{**blank, key: f"{name}{number}", **row} for number, row in enumerate(rows, 1)])


def firm(identifier, **more):
    return {"firm_id": identifier, "firm_name": f"Contoh {identifier}", **more}


def product(identifier, firm_id, name, **more):
    return {"product_id": identifier, "firm_id": firm_id, "product_name": name, **more}


def held(kind, firm_id="", product_id="", status="held", issued=None, expires=None):
    """A certificate; `issued` and `expires` are a day, or a pair of days between which it lies."""
    pairs = [value if isinstance(value, tuple) else (value, value) for value in (issued, expires)]
    days = dict(zip(YEARS, [day for pair in pairs for day in pair], strict=True))
    return {
        "firm_id": firm_id,
        "product_id": product_id,
        "certificate_kind": kind,
        "certificate_status": status,
        **days,
    }
