"""A picture of stages: for each row a bar a stage, from zero to the moment at which it was over. It stands on a card of
its own, as the pictures of `offhook trace svg` do."""
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, BAR, ROW_GAP, PANEL_GAP = 960, 330, 110, 11, 14, 42
STYLE = """svg{--card:#fff;--edge:#d0d7de;--ink:#1c2430;--soft:#596474;--c0:#8b97a9;--c1:#12a150;--c2:#5546d0;--c3:#d99a1c;--c4:#0a8f89;--c5:#c2410c}
@media(prefers-color-scheme:dark){svg{--card:#161c25;--edge:#2b3442;--ink:#e7ebf1;--soft:#9aa6b8;--c0:#7b8698;--c1:#2fbf71;--c2:#aca4ff;--c3:#d6a032;--c4:#4fd1c5;--c5:#ff938a}}
text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,Cantarell,"Liberation Sans",Helvetica,Arial,sans-serif;fill:var(--ink)}
.card{fill:var(--card);stroke:var(--edge)}.rule{stroke:var(--edge)}.title{font-size:15px;font-weight:600}.panel{font-weight:600}
.name{text-anchor:end}.value,.tick{font-size:10px;fill:var(--soft);font-variant-numeric:tabular-nums}.tick{text-anchor:middle}"""


def step(span):
    """Between two ticks: five to ten of them."""
    size = 10 ** len(str(int(span))) / 100
    return next(size * factor for factor in (1, 2, 5, 10, 20, 50, 100) if span / (size * factor) <= 10)


class Picture:
    def __init__(self, title, stages):
        self.stages, self.parts, self.y = stages, [], 34
        self.add(f'<text class="title" x="24" y="{self.y}">{escape(title)}</text>')
        self.y += 26
        x = 24
        for number, stage in enumerate(stages):
            self.add(f'<rect x="{x}" y="{self.y - 9}" width="10" height="10" rx="2" fill="var(--c{number})"/>'
                     f'<text x="{x + 16}" y="{self.y}">{escape(stage)}</text>')
            x += 34 + 8 * len(stage)
        self.y += 14

    def add(self, part):
        self.parts.append(part)

    def panel(self, title, rows):
        """`rows`: (name, {stage: milliseconds}); a stage that a row does not have gets no bar."""
        self.y += 26
        self.add(f'<text class="panel" x="24" y="{self.y}">{escape(title)}</text>')
        self.y += 22
        span = max(value for _, values in rows for value in values.values())
        scale = (WIDTH - LEFT - RIGHT) / span
        top, tick = self.y, step(span)
        height = sum(len(values) * BAR + ROW_GAP for _, values in rows)
        for i in range(int(span / tick) + 1):
            x = LEFT + i * tick * scale
            self.add(f'<path class="rule" d="M{x:.1f} {top - 6}V{top + height - 8}"/>'
                     f'<text class="tick" x="{x:.1f}" y="{top - 9}">{i * tick:g}{" ms" if not i else ""}</text>')
        for name, values in rows:
            self.add(f'<text class="name" x="{LEFT - 12}" y="{self.y + len(values) * BAR / 2 + 4:.1f}">{escape(name)}</text>')
            for stage, value in values.items():
                self.add(f'<rect x="{LEFT}" y="{self.y}" width="{max(value * scale, 1):.1f}" height="{BAR - 3}" rx="2" '
                         f'fill="var(--c{self.stages.index(stage)})"><title>{escape(stage)}: {value:.2f} ms</title></rect>'
                         f'<text class="value" x="{LEFT + value * scale + 6:.1f}" y="{self.y + BAR - 3}">{value:.1f}</text>')
                self.y += BAR
            self.y += ROW_GAP

    def text(self):
        height = self.y + 8
        return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
                f'role="img">\n<style>{STYLE}</style>\n<rect class="card" x=".5" y=".5" width="{WIDTH - 1}" '
                f'height="{height - 1}" rx="10"/>\n' + "\n".join(self.parts) + "\n</svg>\n")
