"""The frame of every picture that is drawn here, as SVG."""

from html import escape

FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" \
height="{height}" role="img" aria-labelledby="title desc">
  <title id="title">{title}</title>
  <desc id="desc">{described}</desc>
  <style>
{style}  </style>
  <rect class="page" width="{width}" height="{height}" rx="16"/>
{inside}
</svg>
"""


def frame(
    width: int, height: int, style: str, title: str, described: str, inside: list[str]
) -> str:
    """Put what was drawn into a picture that a screen reader can tell about."""
    return FRAME.format(
        width=width,
        height=height,
        title=escape(title),
        described=escape(described),
        style=style,
        inside="\n".join(f"  {each}" for each in inside),
    )
