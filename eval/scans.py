"""Is a scan with a stamp a scan, and a page with words and a picture none? A seeded set of 300 made scans with every
kind of stamp, and as many pages with words and pictures as there are kinds of them, written by a small writer of
PDFs. No scan may count as read without its words, no page with words may be called unread. Where tesseract and
pdftoppm are there, clean scans are also read: the share of their words that is in the archive.

    python3 eval/scans.py [--keep DIR]
"""
import argparse, json, os, random, re, shutil, sys, tempfile, zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import percent, report, run

SEED, SCANS, GUARDS, CLEAN = 1961, 300, 150, 20
W, H = 612, 792

WORDS = """the harbour board met in the old customs house and heard from its treasurer that two invoices for dredging
had been paid before they were approved no barges were seen on the river that month and the engineer could not say who
had ordered them a clerk remembered the signatures but not the men the chairman asked for the book it had been lent to
the auditor who kept it in his desk when the winter came the quay wall moved by a hand the divers reported that stones
were missing near the third bollard nobody wrote this down until the ferry struck the pier an inspector read every page
of the register and found four kinds of ink he called the pilot and the lamplighter both said that lights were out
between nine and midnight letters from the bank were opened late and answered by another office her brother carried
coal for the company until march she kept his notes under the floor with a map of the basin""".split()

# Letters of 5 by 7 dots, a row a number.
DOTS = {
    "a": (0, 0, 14, 1, 15, 17, 15), "b": (16, 16, 30, 17, 17, 17, 30), "c": (0, 0, 14, 16, 16, 17, 14),
    "d": (1, 1, 15, 17, 17, 17, 15), "e": (0, 0, 14, 17, 31, 16, 14), "f": (6, 9, 8, 28, 8, 8, 8),
    "g": (0, 15, 17, 17, 15, 1, 14), "h": (16, 16, 22, 25, 17, 17, 17), "i": (4, 0, 12, 4, 4, 4, 14),
    "j": (2, 0, 6, 2, 2, 18, 12), "k": (16, 16, 18, 20, 24, 20, 18), "l": (12, 4, 4, 4, 4, 4, 14),
    "m": (0, 0, 26, 21, 21, 17, 17), "n": (0, 0, 22, 25, 17, 17, 17), "o": (0, 0, 14, 17, 17, 17, 14),
    "p": (0, 0, 30, 17, 30, 16, 16), "q": (0, 0, 13, 19, 15, 1, 1), "r": (0, 0, 22, 25, 16, 16, 16),
    "s": (0, 0, 14, 16, 14, 1, 30), "t": (8, 8, 28, 8, 8, 9, 6), "u": (0, 0, 17, 17, 17, 19, 13),
    "v": (0, 0, 17, 17, 17, 10, 4), "w": (0, 0, 17, 17, 21, 21, 10), "x": (0, 0, 17, 10, 4, 10, 17),
    "y": (0, 0, 17, 17, 15, 1, 14), "z": (0, 0, 31, 2, 4, 8, 31), ".": (0, 0, 0, 0, 0, 12, 12),
}


class Pdf:
    """A small writer: pages of text, pictures and what else is asked."""

    def __init__(self):
        self.objects, self.pages = [], []

    def add(self, body, data=None):
        if data is not None:
            packed = zlib.compress(data)
            body = body[:-2] + f" /Filter /FlateDecode /Length {len(packed)} >>"
            self.objects.append(body.encode("latin-1") + b"\nstream\n" + packed + b"\nendstream")
        else:
            self.objects.append(body.encode("latin-1"))
        return len(self.objects)

    def image(self, w, h, grey, bits=8, mask=False):
        kind = "/ImageMask true" if mask else "/ColorSpace /DeviceGray"
        return self.add(
            f"<< /Type /XObject /Subtype /Image /Width {w} /Height {h} {kind} /BitsPerComponent {bits} >>", grey
        )

    def page(self, content, images=(), rotate=0, size=(W, H)):
        names = " ".join(f"/I{i} {i} 0 R" for i in images)
        stream = self.add("<< >>", content.encode("latin-1"))
        self.pages.append((stream, names, rotate, size))

    def save(self, path):
        fonts = " ".join(
            f"/{n} << /Type /Font /Subtype /Type1 /BaseFont /{b} /Encoding /WinAnsiEncoding >>"
            for n, b in [("F1", "Times-Roman"), ("F2", "Helvetica"), ("F3", "Courier")]
        )
        first = len(self.objects) + 1
        tree = first + len(self.pages)
        for stream, names, rotate, (w, h) in self.pages:
            self.add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {w} {h}] /Rotate {rotate} /Contents {stream} 0 R "
                f"/Resources << /Font << {fonts} >> /XObject << {names} >> >> >>"
            )
        kids = " ".join(f"{first + i} 0 R" for i in range(len(self.pages)))
        self.add(f"<< /Type /Pages /Count {len(self.pages)} /Kids [{kids}] >>")
        self.add(f"<< /Type /Catalog /Pages {tree} 0 R >>")
        out, places = bytearray(b"%PDF-1.5\n"), []
        for i, body in enumerate(self.objects, 1):
            places.append(len(out))
            out += f"{i} 0 obj\n".encode() + body + b"\nendobj\n"
        table = len(out)
        out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{p:010} 00000 n \n".encode() for p in places)
        out += f"trailer << /Size {len(places) + 1} /Root {len(places)} 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
        with open(path, "wb") as f:
            f.write(out)


def text(x, y, words, size=11, font="F1", mode=0, turn=None):
    words = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    matrix = turn or "1 0 0 1"
    return f"BT {mode} Tr /{font} {size} Tf {matrix} {x} {y} Tm ({words}) Tj ET\n"


def paragraph(rng, x, y, lines, width=80, size=11, lead=14, mode=0):
    out, said = "", []
    for i in range(lines):
        line = ""
        while len(line) < width - 8:
            line += rng.choice(WORDS) + " "
        said.append(line.strip())
        out += text(x, y - lead * i, line.strip(), size, mode=mode)
    return out, " ".join(said)


def draw(image, x=0, y=0, w=W, h=H):
    return f"q {w} 0 0 {h} {x} {y} cm /I{image} Do Q\n"


# Pictures

def scan_of_text(rng, w, h, dot, lines=None, ink=30, paper=244, noise=0):
    """Words in dots of `dot` pixels on paper."""
    grey = bytearray([paper]) * (w * h)
    if noise:
        grey = bytearray(min(255, max(0, paper + rng.randrange(-noise, noise + 1))) for _ in range(w * h))
    margin, lead = w // 9, 13 * dot
    rows = range(h // 9, h - h // 9 - 7 * dot, lead)
    for n, top in enumerate(rows):
        if lines is not None and n >= lines:
            break
        x = margin
        while True:
            word = rng.choice(WORDS)
            if x + len(word) * 6 * dot > w - margin:
                break
            for c in word:
                for r, bits in enumerate(DOTS[c]):
                    for k in range(5):
                        if bits >> (4 - k) & 1:
                            for dy in range(dot):
                                at = (top + r * dot + dy) * w + x + k * dot
                                grey[at:at + dot] = bytes([ink]) * dot
                x += 6 * dot
            x += 4 * dot
    return bytes(grey)


def photo(rng, w, h):
    """Soft light and shade, with grain: no picture of words."""
    cells = 7
    grid = [[rng.randrange(20, 236) for _ in range(cells + 1)] for _ in range(cells + 1)]
    grey = bytearray()
    for y in range(h):
        gy = y * cells / h
        j, fy = int(gy), gy % 1
        for x in range(w):
            gx = x * cells / w
            i, fx = int(gx), gx % 1
            a = grid[j][i] * (1 - fx) + grid[j][i + 1] * fx
            b = grid[j + 1][i] * (1 - fx) + grid[j + 1][i + 1] * fx
            grey.append(max(0, min(255, int(a * (1 - fy) + b * fy) + rng.randrange(-9, 10))))
    return bytes(grey)


def chart(rng, w, h):
    """Bars and axes."""
    grey = bytearray([255]) * (w * h)
    for n in range(8):
        left, high = w // 10 + n * w // 10, rng.randrange(h // 5, h * 4 // 5)
        for y in range(h - h // 10 - high, h - h // 10):
            grey[y * w + left:y * w + left + w // 15] = bytes([90]) * (w // 15)
    for y in range(h // 20, h - h // 10):
        grey[y * w + w // 12:y * w + w // 12 + 2] = b"\0\0"
    return bytes(grey)


def bits(grey, w, invert=False):
    """One bit a pixel."""
    out = bytearray()
    for y in range(len(grey) // w):
        row = grey[y * w:(y + 1) * w]
        for x in range(0, w, 8):
            byte = 0
            for k, p in enumerate(row[x:x + 8]):
                byte |= ((p < 128) == invert) << (7 - k)
            out.append(byte)
    return bytes(out)


# Stamps: what they draw

def stamps(rng):
    n = rng.randrange(1, 10_000_000)
    date = f"{rng.randrange(1, 13):02}/{rng.randrange(1, 29):02}/{rng.randrange(1971, 2024)}"
    return {
        "nothing": "",
        "a dot": text(300, 400, "."),
        "blanks": text(300, 400, "    "),
        "a page number": text(300, 24, str(n % 900)),
        "a page number between dashes": text(290, 760, f"- {n % 900} -"),
        "a Bates number": text(500, 22, f"ABC-{n:08}", 9, "F2"),
        "a Bates number in words": text(430, 18, f"LINDHOLM_HARBOUR_{n:07}", 8, "F2"),
        "two Bates numbers": text(470, 30, f"DEF{n:07}", 9) + text(470, 18, f"GHI {n:07}", 9),
        "confidential and a number": text(40, 20, "CONFIDENTIAL - SUBJECT TO PROTECTIVE ORDER", 8, "F2")
        + text(500, 20, f"JK-{n:06}", 8, "F2"),
        "a court's head": text(60, 778, f"Case 1:{n % 90:02}-cv-0{n % 9000} Document {n % 400}-{n % 30} Filed {date} "
                               f"Page {n % 30} of {n % 30 + 9}", 8, "F2"),
        "a fax line": text(20, 781, f"FROM: 555-0{n % 900} {date} 09:4{n % 9} TO: 555-0{n % 800} HARBOUR OFFICE P.0{n % 9}/09",
                           8, "F3"),
        "a fax line of words": text(20, 779, "received from the harbour office of the town of lindholm by fax machine", 8, "F3"),
        "a library's foot": text(60, 34, f"This content downloaded from 192.0.2.{n % 250} on {date} 11:0{n % 9}", 7, "F2")
        + text(60, 24, "All use subject to the terms of the library at https://library.example/terms", 7, "F2"),
        "a library's foot of words": text(90, 30, "Digitised by the library of the harbour town from the copy in its own stacks", 7),
        "a library's line at the side": text(14, 120, f"Generated on {date} at the library of the town https://hdl.example/{n}",
                                            7, "F2", turn="0 1 -1 0"),
        "an address at the foot": text(200, 20, "www.harbour-archive.example", 9, "F2"),
        "RECEIVED in the middle": text(250, 500, f"RECEIVED {date}", 16, "F2"),
        "a stamp across": text(180, 300, "COPY", 60, "F2", turn="0.8 0.6 -0.6 0.8"),
        "an exhibit's sticker": text(470, 700, "EXHIBIT", 10, "F2") + text(480, 686, f"P-{n % 900}", 12, "F2"),
        "an invisible fax line": text(20, 781, f"FROM: 555-0{n % 900} {date} HARBOUR OFFICE P.01", 8, "F3", mode=3),
        "a number as a layer": text(500, 22, f"ABC-{n:08}", 9, "F2", mode=3),
        "values typed into a form": text(150, 600, "Aske Holm") + text(150, 540, "harbour pilot, third class")
        + text(150, 480, f"{date}, at the customs house") + text(380, 480, "kr 4,211.50"),
    }


class Pictures:
    def __init__(self, rng):
        self.scans = [(850, 1100, scan_of_text(rng, 850, 1100, 2)) for _ in range(5)]
        self.scans += [(1275, 1650, scan_of_text(rng, 1275, 1650, 3)) for _ in range(2)]
        self.scans += [(850, 1100, scan_of_text(rng, 850, 1100, 2, ink=95, paper=188, noise=10))]
        self.scans += [(850, 1100, scan_of_text(rng, 850, 1100, 2, ink=225, paper=24))]
        self.scans += [(850, 1100, scan_of_text(rng, 850, 1100, 2, lines=9))]
        self.photos = [(425, 550, photo(rng, 425, 550)) for _ in range(5)]
        self.charts = [(600, 400, chart(rng, 600, 400)) for _ in range(2)]


def place_scan(rng, pdf, picture, how):
    """Draws a scan; gives what is drawn and its pictures."""
    w, h, grey = picture
    if how == "whole":
        i = pdf.image(w, h, grey)
        return draw(i), [i]
    if how == "with a margin":
        i = pdf.image(w, h, grey)
        return draw(i, 40, 60, W - 80, H - 120), [i]
    if how in ("strips", "tiles"):
        out, used, rows = "", [], 8 if how == "strips" else 5
        cols = 1 if how == "strips" else 4
        high, wide = h // rows, w // cols
        for r in range(rows):
            for c in range(cols):
                part = b"".join(grey[(r * high + y) * w + c * wide:(r * high + y) * w + (c + 1) * wide] for y in range(high))
                i = pdf.image(wide, high, part)
                used.append(i)
                out += draw(i, c * W / cols, H - (r + 1) * H / rows, W / cols, H / rows)
        return out, used
    if how == "one bit":
        i = pdf.image(w, h, bits(grey, w), 1)
        return draw(i), [i]
    if how == "stencil":
        i = pdf.image(w, h, bits(grey, w), 1, mask=True)
        return f"0 g {draw(i)}", [i]
    if how == "tilted":
        i = pdf.image(w, h, grey)
        return f"q 611.6 16 -20.7 791.7 10 -8 cm /I{i} Do Q\n", [i]
    i = pdf.image(w, h, grey)
    # Two pages of a book beside each other.
    return draw(i, 0, 150, W / 2, 480) + draw(i, W / 2, 150, W / 2, 480), [i]


LAYOUTS = ["whole", "with a margin", "strips", "tiles", "one bit", "stencil", "tilted", "two beside each other"]


def make_scans(rng, pictures, folder):
    made = []
    kinds = list(stamps(random.Random(0)))
    for n in range(SCANS):
        kind, how = kinds[n % len(kinds)], LAYOUTS[(n // len(kinds) + n) % len(LAYOUTS)]
        pdf = Pdf()
        pages = 1 + (n % 7 == 0)
        for _ in range(pages):
            drawn, used = place_scan(rng, pdf, rng.choice(pictures.scans), how)
            pdf.page(drawn + stamps(rng)[kind], used, rotate=[0, 0, 0, 0, 90, 180][n % 6])
        name = f"scan-{n:03}.pdf"
        pdf.save(os.path.join(folder, name))
        made.append({"file": name, "stamp": kind, "layout": how, "pages": pages})
    return made


def guard(rng, pdf, pictures, kind):
    """A page whose words are its letters; gives some of them."""
    w, h, grey = rng.choice(pictures.photos)
    if kind == "words and a photograph":
        i = pdf.image(w, h, grey)
        drawn, said = paragraph(rng, 72, 700, 22)
        pdf.page(drawn + draw(i, 150, 80, 300, 280) + text(180, 66, "Figure 3. The basin, seen from the quay"), [i])
    elif kind == "words and a chart":
        cw, ch, chart_ = rng.choice(pictures.charts)
        i = pdf.image(cw, ch, chart_)
        drawn, said = paragraph(rng, 72, 720, 12)
        pdf.page(drawn + draw(i, 72, 100, 460, 380), [i])
    elif kind == "sentences on a photograph":
        i = pdf.image(w, h, grey)
        drawn, said = paragraph(rng, 72, 600, rng.randrange(3, 7))
        pdf.page(draw(i) + drawn, [i])
    elif kind == "a slide":
        i = pdf.image(w, h, grey)
        drawn, said = paragraph(rng, 72, 420, 2, width=40, size=26, lead=40)
        pdf.page(draw(i, 0, 0, 720, 540) + drawn, [i], size=(720, 540))
    elif kind == "a photograph with a caption":
        i = pdf.image(w, h, grey)
        said = "Plate nine shows the divers Aske and Brun on the third of October, before the wreck was cleared"
        pdf.page(draw(i, 40, 110, W - 80, H - 170) + text(60, 80, said, 9) + text(300, 30, "219", 9), [i])
    elif kind == "an invisible layer":
        sw, sh, scan = rng.choice(pictures.scans)
        i = pdf.image(sw, sh, scan)
        drawn, said = paragraph(rng, 72, 700, rng.randrange(4, 40), mode=3)
        pdf.page(draw(i) + drawn, [i])
    elif kind == "a layer under the picture":
        sw, sh, scan = rng.choice(pictures.scans)
        i = pdf.image(sw, sh, scan)
        drawn, said = paragraph(rng, 72, 700, rng.randrange(4, 40))
        pdf.page(drawn + draw(i), [i])
    elif kind == "a letter with its head":
        i = pdf.image(w, h, grey)
        drawn, said = paragraph(rng, 72, 600, 5)
        pdf.page(draw(i, 72, 690, 120, 60) + drawn + text(72, 480, "Yours faithfully,"), [i])
    elif kind == "words on white":
        i = pdf.image(850, 1100, bytes([255]) * (850 * 1100))
        drawn, said = paragraph(rng, 72, 600, 4)
        pdf.page(draw(i) + drawn, [i])
    elif kind == "a signature":
        sw, sh = 400, 120
        line = bytearray([255]) * (sw * sh)
        for x in range(20, 380):
            y = int(60 + 30 * ((x // 23) % 2) - (x % 23)) % sh
            line[y * sw + x] = line[(y + 1) % sh * sw + x] = 20
        i = pdf.image(sw, sh, bytes(line))
        drawn, said = paragraph(rng, 72, 600, 6)
        pdf.page(drawn + draw(i, 72, 420, 160, 48), [i])
    elif kind == "a title page":
        i = pdf.image(w, h, grey)
        said = "The divers of Lindholm"
        pdf.page(text(150, 560, said, 30) + draw(i, 230, 280, 150, 190) + text(240, 160, "Lindholm 1961"), [i])
    else:
        drawn, said = paragraph(rng, 72, 720, 45)
        i = pdf.image(w, h, grey)
        pdf.page(draw(i) + drawn, [i])
    return said


GUARD_KINDS = [
    "words and a photograph", "words and a chart", "sentences on a photograph", "a slide", "a photograph with a caption",
    "an invisible layer", "a layer under the picture", "a letter with its head", "words on white", "a signature",
    "a title page", "a full page on a photograph",
]


def make_guards(rng, pictures, folder):
    made = []
    for n in range(GUARDS):
        kind, pdf = GUARD_KINDS[n % len(GUARD_KINDS)], Pdf()
        said = guard(rng, pdf, pictures, kind)
        name = f"guard-{n:03}.pdf"
        pdf.save(os.path.join(folder, name))
        made.append({"file": name, "kind": kind, "said": said})
    return made


def read(path, *more):
    out, _ = run(["read", "--json", *more, path])
    return [d for d in map(json.loads, out.splitlines()) if "text" in d]


def clean_scans(rng, folder):
    """Scans of real letters: a page of words drawn by pdftoppm, and read by tesseract."""
    import collections, subprocess
    if not (shutil.which("pdftoppm") and shutil.which("tesseract")):
        return None
    found = total = 0
    for n in range(CLEAN):
        pdf, source = Pdf(), os.path.join(folder, "source.pdf")
        drawn, said = paragraph(rng, 72, 700, 34, size=11)
        pdf.page(drawn)
        pdf.save(source)
        subprocess.run(["pdftoppm", "-gray", "-r", "200", "-singlefile", source, source[:-4]], check=True)
        with open(source[:-4] + ".pgm", "rb") as f:
            _, size, _, grey = f.read().split(b"\n", 3)
        w, h = map(int, size.split())
        scan, path = Pdf(), os.path.join(folder, f"clean-{n:02}.pdf")
        i = scan.image(w, h, grey)
        # Every fourth lies upside down.
        place = f"q -{W} 0 0 -{H} {W} {H} cm /I{i} Do Q\n" if n % 4 == 3 else draw(i)
        scan.page(place + text(500, 22, f"ABC-{n:08}", 9), [i])
        scan.save(path)
        words = lambda s: collections.Counter(re.findall(r"\w+", s.lower()))
        want, got = words(said), words(" ".join(d["text"] for d in read(path)))
        total += sum(want.values())
        found += sum((want & got).values())
    return {"pages": CLEAN, "words": total, "found_percent": percent(found, total)}


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--keep", help="a folder for the files made")
    args = p.parse_args()
    folder = args.keep or tempfile.mkdtemp()
    os.makedirs(folder, exist_ok=True)
    rng = random.Random(SEED)
    pictures = Pictures(rng)
    scans, guards = make_scans(rng, pictures, folder), make_guards(rng, pictures, folder)
    passed, called, lost = [], [], []
    for s in scans:
        docs = read(os.path.join(folder, s["file"]), "--ocr", "never")
        # A file that is not read at all is counted as unread with all its pages.
        unread = sum(1 for d in docs for l in d.get("lacunae", []) if l.get("page")) if docs else s["pages"]
        if unread < s["pages"]:
            passed.append(f"{s['file']}: {s['stamp']}, {s['layout']}")
    for g in guards:
        docs = read(os.path.join(folder, g["file"]), "--ocr", "never")
        if any(d.get("lacunae") for d in docs):
            called.append(f"{g['file']}: {g['kind']}")
        if g["said"][:60] not in " ".join(d["text"] for d in docs).replace("\n", " "):
            lost.append(f"{g['file']}: {g['kind']}")
    report("scans", {
        "scans": len(scans), "stamps": len(stamps(random.Random(0))), "layouts": len(LAYOUTS),
        "counted_as_read": len(passed), "counted_as_read_which": passed,
        "pages_with_words": len(guards), "called_unread": len(called), "called_unread_which": called,
        "words_lost_which": lost,
        "clean_scans_by_tesseract": clean_scans(rng, folder),
    })
    if not args.keep:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
