"""Bars as SVG."""


def bars(title, rows):
    """rows: (name, value, whether it is ours), drawn in their order."""
    most = max(value for _, value, _ in rows)
    height = 26 * len(rows) + 36
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="720" height="{height}" '
             'font-family="sans-serif" font-size="13">',
             f'<rect width="720" height="{height}" fill="white"/>',
             f'<text x="10" y="20" font-weight="bold">{title}</text>']
    for number, (name, value, ours) in enumerate(rows):
        y, width = 34 + 26 * number, max(1, 430 * value / most)
        colour = "#2563eb" if ours else "#9ca3af"
        parts += [f'<text x="150" y="{y + 14}" text-anchor="end">{name}</text>',
                  f'<rect x="158" y="{y}" width="{width:.0f}" height="19" fill="{colour}"/>',
                  f'<text x="{164 + width:.0f}" y="{y + 14}">{value:,.0f}</text>']
    return "\n".join([*parts, "</svg>"]) + "\n"
