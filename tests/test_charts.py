from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from colorspacious import cspace_convert, deltaE
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.container import BarContainer
from matplotlib.figure import Figure

from ikm_analysis import charts
from ikm_analysis.charts import palette, rows
from ikm_analysis.charts.rows import text_width, wrapped

WIDTH, HEIGHT = 6.0, 3.0


def axes():
    return Figure(figsize=(WIDTH, HEIGHT)).add_axes((0.3, 0.1, 0.69, 0.8))


def draw(kind, frame, **options):
    with charts.house_style():
        ax = axes()
        assert charts.kind(kind).chart(pd.DataFrame(frame), **options).draw(ax) is ax
        return ax


def bars_of(ax):
    return [bar for held in ax.containers if isinstance(held, BarContainer) for bar in held]


def printed(ax):
    return [text.get_text() for text in ax.texts]


def three(values=(5.0, 0.0, 2.5), **columns):
    names = ["Bangkalan", "Burneh", "Socah"][: len(values)]
    return {"label": names, "value": values, "value_text": [f"nilai {v}" for v in values], **columns}


def test_bars_are_as_long_as_the_values_and_begin_at_zero():
    ax = draw("bars", three())
    assert [(bar.get_x(), bar.get_width()) for bar in bars_of(ax)] == [(0, 5.0), (0, 0.0), (0, 2.5)]
    assert printed(ax) == ["nilai 5.0", "nilai 0.0", "nilai 2.5"]


def test_what_may_come_to_a_value_is_hatched_behind_it_with_the_text_after_both():
    ax = draw("funnel", three((5.0, 3.0, 2.0), unknown=[0, 4, 1]))
    drawn = [(bar.get_x(), bar.get_width(), bool(bar.get_hatch())) for bar in bars_of(ax)]
    assert drawn == [(0, 5.0, False), (0, 3.0, False), (3.0, 4.0, True), (0, 2.0, False), (2.0, 1.0, True)]
    assert printed(ax) == ["nilai 5.0", "nilai 3.0", "nilai 2.0"]


def test_bars_stand_in_the_order_given_from_above():
    ax = draw("bars", three())
    heights = [bar.get_y() for bar in bars_of(ax)]
    assert heights == sorted(heights)
    assert ax.yaxis_inverted()
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Bangkalan", "Burneh", "Socah"]


def test_a_missing_value_is_named_and_never_drawn_as_zero():
    ax = draw("bars", three((5.0, None, 2.5)))
    assert [bar.get_width() for bar in bars_of(ax)] == [5.0, 2.5]
    assert "nilai None" in printed(ax)


def test_a_negative_bar_lies_left_of_a_line_at_zero():
    ax = draw("bars", three((5.0, -2.0, 1.0)))
    assert bars_of(ax)[1].get_bbox().xmin == -2.0
    assert ax.get_xlim()[0] < -2
    assert list(ax.lines[0].get_xdata()) == [0, 0]


@pytest.mark.parametrize(
    ("kind", "frame"),
    [
        ("dots", three((5.0, -2.0, 1.0))),
        ("shares", {"label": ["Burneh"], "part": ["a"], "share": [-0.1], "share_text": ["x"], "base_text": ["y"]}),
        ("spans", {"label": ["Burneh"], "low": [-1], "high": [2], "text": ["x"], "known": [True]}),
        ("matrix", {"row": ["Burneh"], "column": ["a"], "value": [-1], "value_text": ["x"]}),
    ],
)
def test_a_value_below_zero_is_refused_by_name_where_it_cannot_be_shown(kind, frame):
    with pytest.raises(ValueError, match="cannot show a value below zero: 'Burneh'"):
        draw(kind, frame)


def test_emphasis_sets_one_bar_apart_from_grey_ones():
    colours = [bar.get_facecolor() for bar in bars_of(draw("bars", three(emphasis=[False, True, False])))]
    assert colours[0] == colours[2] != colours[1]


def test_series_differ_in_hatch_as_well_as_in_colour_and_are_named():
    ax = draw("bars", three(series=["2017", "2018", "2019"]))
    assert len({bar.get_facecolor() for bar in bars_of(ax)}) == 3
    assert len({bar.get_hatch() for bar in bars_of(ax)}) == 3
    assert set(printed(ax)) >= {"2017", "2018", "2019"}


def test_a_fifth_series_is_refused():
    frame = {"label": list("abcde"), "value": [1] * 5, "value_text": ["1"] * 5, "series": list("abcde")}
    with pytest.raises(ValueError, match="at most 4 series"):
        draw("bars", frame)


def test_dots_lie_at_their_values_on_lines_from_zero():
    ax = draw("dots", three(note_text=["catatan", None, None]))
    assert [float(np.ravel(line.get_xdata())[0]) for line in ax.lines] == [5.0, 0.0, 2.5]
    assert [line.get_segments()[0][:, 0].tolist() for line in ax.collections] == [[0, 5.0], [0, 0.0], [0, 2.5]]
    assert "catatan" in printed(ax)


def shares(values=(0.25, 0.75), known=(True, True), texts=("25%", "75%")):
    return {
        "label": ["Halal"] * 2, "part": ["punya", "belum"], "share": values, "share_text": texts,
        "base_text": ["dari 127 produk"] * 2, "known": known,
    }  # fmt: skip


def test_parts_of_a_share_bar_follow_each_other_up_to_the_whole():
    ax = draw("shares", shares())
    assert [(bar.get_x(), bar.get_width()) for bar in bars_of(ax)] == [(0, 0.25), (0.25, 0.75)]
    assert set(printed(ax)) == {"25%", "75%", "dari 127 produk", "punya", "belum"}


def test_a_part_too_short_for_its_text_is_named_beside_the_bar():
    assert {"punya: 0", "127"} <= set(printed(draw("shares", shares((0, 1), texts=("0", "127")))))


def test_an_unknown_part_is_white_and_hatched():
    bar = bars_of(draw("shares", shares(known=(True, False))))[1]
    assert bar.get_facecolor()[:3] == (1, 1, 1)
    assert bar.get_hatch()


def test_shares_of_more_than_the_whole_are_refused_by_name():
    with pytest.raises(ValueError, match="shares of 'Halal' sum to 1.5"):
        draw("shares", shares((0.75, 0.75)))


def test_a_missing_share_is_named_and_not_drawn():
    ax = draw("shares", shares((0.25, None), texts=("25%", "tidak diberitakan")))
    assert len(bars_of(ax)) == 1
    assert "belum: tidak diberitakan" in " ".join(printed(ax))


def test_cells_of_a_matrix_are_darker_for_higher_values_and_hatched_where_missing():
    frame = {"row": ["a"] * 6, "column": list("uvwxyz"), "value": [0, 1, 5, 9, 20, None], "value_text": list("01592?")}
    ax = draw("matrix", frame)
    ax.figure.draw_without_rendering()
    shades = palette.luminance(ax.collections[0].get_facecolor()[:5])
    assert (np.diff(shades) <= 0).all()
    assert shades[0] > shades[1] > shades[4]
    assert [patch.get_hatch() for patch in ax.patches] == ["////"]
    assert printed(ax)[:6] == list("01592?")


def test_a_matrix_with_an_unsaid_or_a_doubled_cell_is_refused():
    with pytest.raises(ValueError, match=r"no text for \('a', 'v'\)"):
        draw("matrix", {"row": ["a", "b", "b"], "column": ["u", "u", "v"], "value": [1] * 3, "value_text": ["1"] * 3})
    with pytest.raises(ValueError, match="two values"):
        draw("matrix", {"row": ["a", "a"], "column": ["u", "u"], "value": [1, 2], "value_text": ["1", "2"]})


def totals():
    return {
        "row": ["Pagu", "Rincian", "Rincian"], "part": ["pagu", "produk", "teknologi"], "value": [751, 598.86, 154.59],
        "value_text": ["751", "598,86", "154,59"], "total_text": ["751", "753,45", "753,45"],
    }  # fmt: skip


ZOOM = {"reference": 751, "zoom": (740, 759), "zoom_text": "diperbesar", "gap_row": "Rincian", "gap_text": "+2,45"}


def test_a_reconciliation_shows_full_bars_from_zero_and_their_ends_enlarged():
    ax = draw("reconciliation", totals(), **ZOOM)
    zoom = ax.child_axes[0]
    ends = [0, 0, 598.86], [751, 598.86, 753.45]
    for panel in (ax, zoom):
        assert [bar.get_x() for bar in bars_of(panel)] == pytest.approx(ends[0])
        assert [bar.get_x() + bar.get_width() for bar in bars_of(panel)] == pytest.approx(ends[1])
    assert ax.get_xlim()[0] == 0
    assert zoom.get_xlim() == (740, 759)
    assert list(zoom.lines[0].get_xdata()) == [751, 751]


def test_a_difference_of_a_third_of_a_percent_is_at_least_two_millimetres_long():
    ax = draw("reconciliation", totals(), **ZOOM)
    zoom = ax.child_axes[0].get_window_extent().width / ax.figure.dpi
    assert (753.45 - 751) / (759 - 740) * zoom * 25.4 > 2


def test_a_reconciliation_prints_its_totals_its_gap_and_that_it_is_enlarged():
    ax = draw("reconciliation", totals(), **ZOOM)
    assert {"751", "753,45", "+2,45"} <= set(printed(ax.child_axes[0]))
    assert "diperbesar" in printed(ax)
    assert bars_of(ax)[0].get_facecolor()[:3] == to_rgb(palette.CONTEXT)
    assert not bars_of(ax)[1].get_hatch()
    assert bars_of(ax)[2].get_hatch()


def test_spans_run_from_low_to_high_solid_where_known_and_hatched_where_not():
    frame = {"label": ["P-IRT"] * 2, "low": [0, 41], "high": [41, 127], "text": ["41", "86"], "known": [True, False]}
    ax = draw("spans", frame, limit=127, limit_text="127 produk")
    assert [(bar.get_x(), bar.get_width()) for bar in bars_of(ax)] == [(0, 41), (41, 86)]
    assert [bool(bar.get_hatch()) for bar in bars_of(ax)] == [False, True]
    assert list(ax.lines[0].get_xdata()) == [127, 127]
    assert {"127 produk", "41", "86"} <= set(printed(ax))


def test_a_span_that_ends_before_it_begins_is_refused_by_name():
    with pytest.raises(ValueError, match="'P-IRT' ends at 1"):
        draw("spans", {"label": ["P-IRT"], "low": [3], "high": [1], "text": ["x"], "known": [True]})


@pytest.mark.parametrize("kind", list(charts.KINDS))
def test_every_kind_says_which_column_it_misses_and_refuses_an_empty_frame(kind):
    options = ZOOM if kind == "reconciliation" else {}
    with pytest.raises(ValueError, match=f"chart '{kind}' needs the columns"):
        draw(kind, {"x": [1]}, **options)


def test_an_empty_frame_is_refused():
    with pytest.raises(ValueError, match="no row to draw"):
        draw("bars", {"label": [], "value": [], "value_text": []})


def test_drawing_leaves_the_frame_as_it_was():
    frame = pd.DataFrame(three())
    before = frame.copy()
    draw("bars", frame)
    pd.testing.assert_frame_equal(frame, before)


SIGHTS = [
    None,
    *(
        {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
        for kind in ("protanomaly", "deuteranomaly", "tritanomaly")
    ),
]


@pytest.mark.parametrize("sight", SIGHTS, ids=lambda sight: sight["cvd_type"] if sight else "normal")
def test_series_colours_lie_20_apart_for_every_kind_of_sight(sight):
    colours = [np.array(to_rgb(fill.colour)) for fill in palette.SERIES]
    seen = [np.clip(cspace_convert(colour, sight, "sRGB1"), 0, 1) if sight else colour for colour in colours]
    assert (
        min(deltaE(one, other, input_space="sRGB1", uniform_space="CAM02-UCS") for one, other in combinations(seen, 2))
        >= 20
    )


def test_series_colours_stand_out_from_paper_by_3_to_1_and_their_hatches_differ():
    assert min(palette.contrast(to_rgb(fill.colour), (1, 1, 1)) for fill in palette.SERIES) >= 3
    assert len({fill.hatch for fill in palette.SERIES}) == len({fill.marker for fill in palette.SERIES}) == 4


@pytest.mark.parametrize("colour", [*palette.BLUES, *(fill.colour for fill in [*palette.PARTS, *palette.SERIES])])
def test_text_on_every_fill_has_a_contrast_of_at_least_4_and_a_half(colour):
    assert palette.contrast(to_rgb(palette.readable(colour)), to_rgb(colour)) >= 4.5


def test_the_style_file_and_the_palette_name_the_same_series_colours():
    with charts.house_style():
        import matplotlib

        cycle = matplotlib.rcParams["axes.prop_cycle"].by_key()["color"]
    assert [f"#{colour.lstrip('#')}" for colour in cycle] == [fill.colour for fill in palette.SERIES]


words = st.text(st.characters(codec="latin-1", categories=["L", "N"]), min_size=1, max_size=30)


@given(st.lists(words, min_size=1, max_size=12), st.floats(0.3, 6))
def test_wrapping_keeps_every_letter_and_stays_within_the_width(parts, width):
    lines = wrapped(" ".join(parts), width)
    assert "".join("".join(lines).split()) == "".join("".join(parts).split())
    assert all(text_width(line) <= width or len(line) == 1 for line in lines)


@given(st.lists(st.tuples(st.floats(-1e9, 1e9).map(lambda v: round(v, 3)), st.floats(0, 2.5)), min_size=1, max_size=40))
def test_every_bar_and_the_text_at_its_end_fit_into_the_axis_and_zero_is_on_it(marks):
    values, rooms = zip(*marks, strict=True)
    low, high = rows.value_limits(WIDTH, values, rooms)
    assert low <= 0 <= high
    inch = WIDTH / (high - low)
    for value, room in marks:
        end = (value - low) * inch
        assert (end - room if value < 0 else end) >= -1e-6
        assert (end if value < 0 else end + room) <= WIDTH + 1e-6


def test_stages_of_a_funnel_are_as_long_as_their_values_and_joined_end_to_end():
    ax = draw("funnel", three((9.0, 4.0, 1.0)))
    assert [bar.get_width() for bar in bars_of(ax)] == [9, 4, 1]
    assert [tuple(line.get_xdata()) for line in ax.lines] == [(9, 4), (4, 1)]


def months(known=(True, False), spans=((7.5, 7.6), (2.0, 4.0))):
    rows = zip(("Pelatihan", "Sosialisasi"), *zip(*spans, strict=True), ("18/8", "Maret–April"), known, strict=True)
    return pd.DataFrame(list(rows), columns=["label", "start", "end", "text", "known"])


def test_a_calendar_begins_and_ends_its_spans_in_their_months_and_hatches_what_is_known_to_the_month_only():
    ax = draw("calendar", months(), months=list("JFMAMJJASOND"))
    spans = [(round(bar.get_x(), 6), round(bar.get_x() + bar.get_width(), 6)) for bar in bars_of(ax)]
    assert spans == [(7.5, 7.6), (2, 4)]
    assert [bool(bar.get_hatch()) for bar in bars_of(ax)] == [False, True]


def test_an_activity_that_ends_before_it_begins_is_refused_by_name():
    with pytest.raises(ValueError, match="Pelatihan"):
        draw("calendar", months(spans=((8.0, 7.0), (2.0, 4.0))), months=list("JFMAMJJASOND"))


def areas(values=(0.0, 3.0, float("nan")), places=((0, 0), (0, 1), (1, 1))):
    rows = [
        ("Bangkalan", row, column, name, value, str(value))
        for name, value, (row, column) in zip(("Socah", "Galis", "Geger"), values, places, strict=True)
    ]
    return pd.DataFrame(rows, columns=["region", "tile_row", "tile_column", "label", "value", "value_text"])


def test_tiles_lie_in_their_grid_are_darker_for_higher_values_and_hatched_where_missing():
    patches = draw("tiles", areas()).patches
    x, y = ([round(getattr(tile, place)(), 4) for tile in patches] for place in ("get_x", "get_y"))
    assert x[0] < x[1] == x[2]
    assert y[0] == y[1] < y[2]
    none, some, missing = patches
    assert palette.luminance(some.get_facecolor()) < palette.luminance(none.get_facecolor())
    assert missing.get_hatch()


def test_two_areas_on_one_tile_are_refused():
    with pytest.raises(ValueError, match="one tile"):
        draw("tiles", areas(places=((0, 0), (0, 0), (1, 1))))


def years(values=(10.0, 20.0, 40.0)):
    rows = [("Antara", 2017 + number, str(2017 + number), value, str(value)) for number, value in enumerate(values)]
    return pd.DataFrame(rows, columns=["series", "x", "x_text", "value", "value_text"])


def test_a_curve_rises_in_proportion_to_its_values_from_zero():
    ax = draw("curve", years())
    (line,) = ax.lines
    zero = ax.collections[0].get_segments()[0][0][1]
    heights = [zero - y for y in line.get_ydata()]
    assert heights[1] == pytest.approx(2 * heights[0])
    assert heights[2] == pytest.approx(4 * heights[0])
    assert {"Antara", "2017", "40.0"} <= set(printed(ax))


def test_a_curve_is_broken_where_a_value_is_missing():
    (line,) = draw("curve", years((10.0, float("nan"), 40.0))).lines
    assert list(pd.isna(line.get_ydata())) == [False, True, False]
