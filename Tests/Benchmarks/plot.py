"""The figures as a picture: per figure one bar a server, the longest of a figure as wide as the column."""

from html import escape

COLOURS = {"Bipartite": "#0b7285", "y-websocket": "#868e96", "pycrdt-websocket": "#ced4da"}
WIDTH, LEFT, BAR, ROW, GAP, TOP = 760, 190, 14, 17, 18, 56


def drawing(report, figures):
    """The whole SVG."""
    groups = [
        (f"{scenario}: {name}", unit, more, [(server, values[key]) for server, values in each.items() if key in values])
        for scenario, each in report["scenarios"].items() for key, name, unit, more in figures[scenario]
    ]
    parts, y = [], TOP
    for title, unit, more, bars in groups:
        if not bars:
            continue
        longest = max(value for _, value in bars) or 1
        parts.append(text(8, y + 11, title, 12, weight="bold"))
        parts.append(text(8, y + 27, "more is better" if more else "less is better", 10, "#868e96"))
        for server, value in bars:
            width = max(1, value / longest * (WIDTH - LEFT - 210))
            parts.append(f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{BAR}" fill="{COLOURS[server]}"/>')
            parts.append(text(LEFT + width + 6, y + 11, f"{number(value)} {unit}", 11))
            y += ROW
        y += max(0, 2 - len(bars)) * ROW + GAP
    head = [text(8, 20, "Bipartite beside y-websocket and pycrdt-websocket", 15, weight="bold")]
    x = 8
    for server, colour in COLOURS.items():
        head.append(f'<rect x="{x}" y="30" width="12" height="12" fill="{colour}"/>')
        head.append(text(x + 17, 40, server, 11))
        x += 40 + 7 * len(server)
    head.append(text(x + 8, 40, f"medians of {report['rounds']} interleaved rounds; Bipartite flushes every update", 11, "#868e96"))
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" height="{y}" '
        'font-family="sans-serif">', f'<rect width="{WIDTH}" height="{y}" fill="#ffffff"/>', *head, *parts, "</svg>", ""])


def number(value):
    """A figure as people read it; a dash for none."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 1000 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def text(x, y, words, size, colour="#212529", weight="normal"):
    return f'<text x="{x:.1f}" y="{y}" font-size="{size}" fill="{colour}" font-weight="{weight}">{escape(words)}</text>'
