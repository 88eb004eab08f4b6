"""Charts drawn as SVG on the server: no script, readable by a screen reader through their table."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

HEIGHT = 80
WIDTH = 480
MOST_LABELS = 6
"""As many as stand beside each other on a phone."""


def columns(bars: Sequence[tuple[str, int, str]], unit: str) -> Markup:
    """One column for each (label, number, address); `unit` is what is counted."""
    if not bars:
        return Markup("")
    most = max(number for _, number, _ in bars) or 1
    step = WIDTH / len(bars)
    total = sum(number for _, number, _ in bars)
    title = f"{total} {unit}, {bars[0][0]} to {bars[-1][0]}, at most {most} in one"
    drawn = "".join(_column(bar, index * step, step, most, unit) for index, bar in enumerate(bars))
    return Markup(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT + 18}" role="group" aria-label="{escape(title)}">'
        f"{drawn}{_labels(bars, step)}</svg>"
    )


def bars(rows: Sequence[tuple[str, int, str]], unit: str) -> Markup:
    """One bar under the other for each (label, number, address), as a table that is drawn."""
    most = max((number for _, number, _ in rows), default=0) or 1
    drawn = "".join(
        f'<tr><th scope="row"><a href="{escape(href)}">{escape(label)}</a></th>'
        f'<td><span style="--share: {number / most:.3f}"></span> {number}</td></tr>'
        for label, number, href in rows
    )
    return Markup(f'<table class="bars"><caption>{escape(unit)}</caption>{drawn}</table>')


def _column(bar: tuple[str, int, str], x: float, step: float, most: int, unit: str) -> str:
    label, number, href = bar
    height = number / most * HEIGHT
    said = f"{escape(label)}: {number} {escape(unit)}"
    return (
        f'<a href="{escape(href)}" aria-label="{said}"><title>{said}</title>'
        f'<rect class="hit" x="{x:.1f}" y="0" width="{step:.1f}" height="{HEIGHT}"/>'
        f'<rect x="{x + step * 0.1:.1f}" y="{HEIGHT - height:.1f}" width="{step * 0.8:.1f}" height="{height:.1f}"/></a>'
    )


def _labels(bars: Sequence[tuple[str, int, str]], step: float) -> str:
    every = -(-len(bars) // MOST_LABELS)
    return "".join(
        f'<text x="{(index + 0.5) * step:.1f}" y="{HEIGHT + 14}">{escape(label)}</text>'
        for index, (label, _, _) in enumerate(bars)
        if index % every == 0
    )
