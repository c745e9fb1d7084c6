"""Places in drafts: is each finding where the report says it is, as the format's own tools see the file?

    python3 eval/places.py

The demonstration's draft (`examples/harbour/draft.md`) is written as HTML (a paragraph over several lines, tags, entities, a script),
Markdown, text, TEI, DOCX, ODT and EPUB, checked, and every place that the report gives is looked up by Python's own readers: of a
file with lines the line and the column, where the first word of the finding must stand; of the others the paragraph, counted by
`zipfile` and `xml.etree` (`w:p`, `text:p` and `text:h`, `p` and `h1` of the spine), which must hold it. SARIF is looked up
likewise: its region, else the name of the place.
"""
import html, json, os, re, subprocess, sys, tempfile, zipfile
import xml.etree.ElementTree as ET
from common import ROOT, FONTES, report


def paragraphs(md):
    body = md.split("[^1]:")[0]
    out = [re.sub(r"\s+", " ", p).strip() for p in body.split("\n\n")]
    return [re.sub(r"\[\^1\]|^# |\*", "", p) for p in out if p]


def as_html(ps):
    out = ["<!DOCTYPE html>", "<html><head><title>Harbour</title>", "<script>", 'var draft = "The dredging contract was let";', "</script></head>", "<body>"]
    for i, p in enumerate(ps):
        words = html.escape(p, quote=False).replace("—", "&mdash;").split(" ")
        lines = [" ".join(words[k:k + 9]) for k in range(0, len(words), 9)]
        if len(lines) > 2:
            lines[1] = "<em>" + lines[1] + "</em>"
        out += [f"<!-- paragraph {i} -->", "<h1>" if i == 0 else "<p>"] + lines + ["</h1>" if i == 0 else "</p>"]
    return "\n".join(out + ["</body></html>"])


def as_tei(ps):
    body = "\n".join(f"<p>{html.escape(p, quote=False)}\n</p>" for p in ps[1:])
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Harbour</title></titleStmt></fileDesc></teiHeader>\n<text><body>\n<div><head>{ps[0]}</head>\n{body}\n</div></body></text></TEI>\n'


def packed(path, parts, first=None):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        if first:
            z.writestr(zipfile.ZipInfo("mimetype"), first)
        for name, text in parts.items():
            z.writestr(name, text)


def as_docx(path, ps):
    W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{html.escape(p, quote=False)}</w:t></w:r></w:p>' + ("<w:p/>" if i % 3 == 0 else "") for i, p in enumerate(ps))
    packed(path, {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
    })


def as_odt(path, ps):
    body = "".join(f"<text:h text:outline-level=\"1\">{html.escape(p, quote=False)}</text:h>" if i == 0 else f"<text:p>{html.escape(p, quote=False)}</text:p><text:p/>" for i, p in enumerate(ps))
    packed(path, {
        "META-INF/manifest.xml": '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        "content.xml": f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>{body}</office:text></office:body></office:document-content>',
    }, "application/vnd.oasis.opendocument.text")


def as_epub(path, ps):
    page = lambda part: '<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>Harbour</title></head><body>' + part + "</body></html>"
    half = len(ps) // 2
    one = f"<h1>{ps[0]}</h1>" + "".join(f"<p>{html.escape(p, quote=False)}</p>" for p in ps[1:half])
    two = "".join(f"<p>{html.escape(p, quote=False)}</p>" for p in ps[half:])
    packed(path, {
        "META-INF/container.xml": '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        "book.opf": '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">x</dc:identifier><dc:title>Harbour</dc:title><dc:language>en</dc:language></metadata><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>',
        "a.xhtml": page(one), "b.xhtml": page(two),
    }, "application/epub+zip")


def local(tag):
    return tag.rsplit("}", 1)[-1]


def counted(path):
    """The paragraphs that hold words, as Python's own readers see them."""
    z = zipfile.ZipFile(path)
    parts = {"docx": ["word/document.xml"], "odt": ["content.xml"], "epub": ["a.xhtml", "b.xhtml"]}[path.rsplit(".", 1)[1]]
    out = []
    for part in parts:
        for e in ET.fromstring(z.read(part)).iter():
            if local(e.tag) in ("p", "h", "h1") and "".join(e.itertext()).strip():
                out.append("".join(e.itertext()))
    return out


def first(words):
    return re.findall(r"\w+", words)[0]


def main():
    folder = tempfile.mkdtemp()
    archive = os.path.join(ROOT, "examples", "harbour", "archive")
    md = open(os.path.join(ROOT, "examples", "harbour", "draft.md"), encoding="utf-8").read()
    ps = paragraphs(md)
    write = lambda name, text: open(os.path.join(folder, name), "w", encoding="utf-8").write(text)
    write("draft.md", md)
    write("draft.txt", "\n\n".join(ps))
    write("draft.html", as_html(ps))
    write("draft.xml", as_tei(ps))
    as_docx(os.path.join(folder, "draft.docx"), ps)
    as_odt(os.path.join(folder, "draft.odt"), ps)
    as_epub(os.path.join(folder, "draft.epub"), ps)
    told = {}
    for name in ("draft.md", "draft.txt", "draft.html", "draft.xml", "draft.docx", "draft.odt", "draft.epub"):
        path = os.path.join(folder, name)
        call = lambda f: subprocess.run([FONTES, "check", name, "--against", archive, "--format", f], cwd=folder, capture_output=True, text=True).stdout
        findings = [f for f in map(json.loads, call("json").splitlines()) if f["type"] == "finding"]
        results = json.loads(call("sarif"))["runs"][0]["results"]
        zipped = name.endswith(("docx", "odt", "epub"))
        blocks = counted(path) if zipped else []
        lines = [] if zipped else open(path, encoding="utf-8").read().split("\n")
        row = {"findings": len(findings), "right": 0, "sarif_right": 0, "wrong": []}
        for f, r in zip(findings, results):
            d = f["draft"]
            word = first(d["text"])
            place = r["locations"][0]
            region = place["physicalLocation"].get("region")
            if zipped:
                ok = d["line"] is None and d["paragraph"] and word in blocks[d["paragraph"] - 1]
                named = re.search(r"paragraph (\d+)", (place.get("logicalLocations") or [{}])[0].get("fullyQualifiedName", ""))
                sarif = region is None and named and word in blocks[int(named.group(1)) - 1]
            else:
                there = lambda line, column: html.unescape(lines[line - 1][column - 1:]).lstrip("[\"“*").startswith(word)
                ok = d["line"] and there(d["line"], d["column"])
                sarif = region and there(region["startLine"], region["startColumn"])
            row["right"] += bool(ok)
            row["sarif_right"] += bool(sarif)
            if not (ok and sarif):
                row["wrong"].append([d["text"][:60], d["line"], d.get("column"), d["paragraph"], region])
        told[name.rsplit(".", 1)[1]] = row
    report("places", told)


if __name__ == "__main__":
    main()
