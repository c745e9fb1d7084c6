"""Are all bodies of all mails right? A seeded set of mails is made with Python's email and mailbox modules, whose bodies
are known: charsets with labels that are true, missing or lying, transfer encodings, structures, boxes, and what Apple Mail,
browsers and Outlook write. Each is read by fontes and its text compared with what was put in.

    mail.py [--keep FOLDER] [--only KIND]

FONTES names the binary (default target/release/fontes). Result: results/mail.json; misses are listed.
"""
import argparse, base64, collections, email.generator, email.message, email.policy, json, mailbox, os, quopri, random, re
import shutil, struct, subprocess, tempfile, unicodedata, zlib
from email.header import Header
import outlook
from common import FONTES, percent, report, run

SEED = 15
# Sentences of our own, by language, with the charsets that hold them.
TEXTS = {
    "en": (["us-ascii", "utf-8", "iso-8859-1", "windows-1252"], [
        "The keeper wrote the wrong date into the log and nobody noticed it for a year.",
        "Two boats left the quay before the ferry had been cleared by the harbour office.",
        "From that morning on the second key was missing from its hook.",
        "She asked three times who had signed the order, and was not told.",
        "The invoice for the new lens was paid out of the widows' fund."]),
    "fr": (["utf-8", "iso-8859-1", "windows-1252", "iso-8859-15", "macintosh"], [
        "Le gardien a noté la mauvaise date, et personne ne s'en est aperçu avant l'été.",
        "La clé de l'étagère a été prêtée à l'inspecteur au début de février.",
        "Où était passé le registre, nul n'osait le demander à l'hôtelier."]),
    "de": (["utf-8", "iso-8859-1", "iso-8859-15"], [
        "Der Wärter trug das falsche Datum ein, und ein Jahr lang fiel es niemandem auf.",
        "Den Schlüssel für das große Regal hatte der Prüfer im März ausgeliehen.",
        "Über die zweite Rechnung sprach der Ausschuß erst, als das Geld längst überwiesen war."]),
    "es": (["utf-8", "iso-8859-1", "windows-1252"], [
        "El farero anotó mal la fecha y nadie se dio cuenta hasta el año siguiente.",
        "La señora Ibáñez guardó los dos recibos en la caja del café.",
        "¿Quién firmó la segunda orden? Nadie contestó a la comisión."]),
    "pl": (["utf-8", "iso-8859-2", "windows-1250"], [
        "Latarnik wpisał złą datę i przez rok nikt tego nie zauważył.",
        "Klucz do półki pożyczył inspektor na początku lutego i już go nie oddał.",
        "Żaden świadek nie chciał powiedzieć, kto zapłacił za łódź."]),
    "ru": (["utf-8", "koi8-r", "windows-1251", "iso-8859-5", "cp866"], [
        "Смотритель записал неверную дату, и целый год этого никто не замечал.",
        "Ключ от полки в начале февраля взял инспектор и больше не вернул.",
        "Кто подписал второй приказ, комиссии так и не сказали."]),
    "el": (["utf-8", "iso-8859-7", "windows-1253"], [
        "Ο φαροφύλακας έγραψε λάθος ημερομηνία και κανείς δεν το πρόσεξε.",
        "Το κλειδί του ραφιού το δανείστηκε ο επιθεωρητής τον Φεβρουάριο."]),
    "he": (["utf-8", "iso-8859-8", "windows-1255"], [
        "שומר המגדלור רשם תאריך שגוי ואיש לא שם לב לכך במשך שנה.",
        "את המפתח של המדף לקח המפקח בתחילת פברואר ולא החזיר."]),
    "tr": (["utf-8", "iso-8859-9", "windows-1254"], [
        "Fener bekçisi yanlış tarihi yazdı ve bir yıl boyunca kimse fark etmedi.",
        "Rafın anahtarını şubat başında müfettiş ödünç aldı."]),
    "ja": (["utf-8", "iso-2022-jp", "shift_jis", "euc-jp"], [
        "灯台守は間違った日付を記入し、一年のあいだ誰も気づかなかった。",
        "棚の鍵は二月の初めに検査官が借りていった。"]),
    "zh": (["utf-8", "gb2312", "gbk", "gb18030", "big5"], [
        "守塔人寫錯了日期，一年之中沒有人發現。", "二月初檢查員借走了書架的鑰匙。"]),
    "ko": (["utf-8", "euc-kr"], [
        "등대지기는 날짜를 잘못 적었고 일 년 동안 아무도 알아차리지 못했다.",
        "선반 열쇠는 이월 초에 검사관이 빌려 갔다."]),
}
SIMPLE = {"gb2312": "守塔人写错了日期，一年之中没有人发现。", "gbk": "二月初检查员借走了书架的钥匙。"}
MEDIA = {"macintosh": "mac_roman"}


class Made:
    """The mails that were made: by path what must be read there."""

    def __init__(self, root):
        self.root, self.random, self.cases, self.count = root, random.Random(SEED), [], 0

    def words(self, language="en", charset="utf-8", paragraphs=2):
        """Paragraphs that the charset holds, each with a number that no other has."""
        out = []
        pool = [SIMPLE[charset]] if charset in SIMPLE else TEXTS[language][1]
        for _ in range(paragraphs):
            self.count += 1
            picked = " ".join(self.random.sample(pool, min(len(pool), 1 + self.random.randrange(3))))
            out.append(f"{picked} ({self.count * 37 + 100003})")
        return out

    def head(self, subject="The log", **more):
        self.count += 1
        fields = {"Message-ID": f"<{self.count}@coast.example>", "Date": "Mon, 2 Nov 1998 18:04:00 +0100",
                  "From": "Ines Falk <falk@coast.example>", "To": "board@coast.example", "Subject": subject, **more}
        return fields

    def write(self, kind, name, data, expect, documents=None, lacks=()):
        path = os.path.join(self.root, kind, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(data)
        self.expect(kind, os.path.join(kind, name), expect, documents, lacks)

    def expect(self, kind, path, expect, documents=None, lacks=()):
        self.cases.append({"kind": kind, "path": path, "expect": expect, "documents": documents, "lacks": list(lacks)})


def raw(fields, body, **mime):
    """A message by hand: fields as they are, a body of bytes."""
    lines = [f"{k}: {v}" for k, v in {**fields, **{k.replace("_", "-"): v for k, v in mime.items() if v}}.items()]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def encoded(body, how):
    if how == "base64":
        return base64.encodebytes(body)
    if how == "quoted-printable":
        return quopri.encodestring(body)
    return body


def message(m, paragraphs, charset="utf-8", how=None, **more):
    """A message as Python writes it."""
    out = email.message.EmailMessage(policy=email.policy.SMTP)
    for k, v in m.head(**more).items():
        out[k] = v
    out.set_content("\n\n".join(paragraphs) + "\n", charset=charset, cte=how)
    return out


def html(paragraphs, lead=""):
    return "<html><head><style>p { margin: 0 }</style></head><body>" + lead + "".join(f"<p>{p}</p>\n" for p in paragraphs) + "</body></html>"


def charsets(m):
    for language, (names, _) in TEXTS.items():
        for charset in names:
            for how in ("8bit", "quoted-printable", "base64"):
                if charset in ("iso-2022-jp",) and how == "8bit":
                    how = "7bit"
                words = m.words("zh" if charset in SIMPLE else language, charset)
                body = "\r\n\r\n".join(words).encode(MEDIA.get(charset, charset))
                name = f"{language}-{charset}-{how}.eml"
                data = raw(m.head(), encoded(body, how), MIME_Version="1.0", Content_Type=f'text/plain; charset="{charset}"',
                           Content_Transfer_Encoding=how)
                m.write("charset", name, data, words)
                page = html(words).encode(MEDIA.get(charset, charset))
                data = raw(m.head(), encoded(page, how), MIME_Version="1.0", Content_Type=f"text/html; charset={charset}",
                           Content_Transfer_Encoding=how)
                m.write("charset-html", name, data, words)


def labels(m):
    """Labels that are missing or lie."""
    said = {"fr": ["utf-8", "us-ascii", None, "x-unknown", "unknown-8bit"], "de": ["utf-8", None, "ascii"], "es": ["utf-8", None],
            "pl": ["utf-8"], "ru": ["utf-8", "iso-8859-1", "us-ascii", None], "el": ["iso-8859-1", None], "he": ["utf-8", None],
            "ja": ["us-ascii", "iso-8859-1", None], "zh": ["us-ascii", None], "ko": ["us-ascii", None]}
    truth = {"fr": ["utf-8", "iso-8859-1", "windows-1252"], "de": ["utf-8", "iso-8859-1"], "es": ["utf-8", "iso-8859-1"],
             "pl": ["windows-1250"], "ru": ["utf-8", "koi8-r", "windows-1251"], "el": ["utf-8", "iso-8859-7"], "he": ["utf-8", "windows-1255"],
             "ja": ["utf-8", "iso-2022-jp", "shift_jis", "euc-jp"], "zh": ["utf-8", "big5", "gbk"], "ko": ["utf-8", "euc-kr"]}
    for language, names in truth.items():
        for charset in names:
            for label in said[language]:
                if label == charset:
                    continue
                for how in ("8bit", "quoted-printable"):
                    words = m.words(language, charset, 4)
                    body = encoded("\n\n".join(words).encode(charset), how)
                    kind = f"text/plain; charset={label}" if label else None
                    mime = {"MIME_Version": "1.0", "Content_Type": kind, "Content_Transfer_Encoding": how}
                    if label is None and how == "8bit":
                        mime = {}
                    m.write("label", f"{language}-{charset}-as-{label}-{how}.eml", raw(m.head(), body, **mime), words, lacks=["\ufffd"])
    for language, charset in (("fr", "iso-8859-1"), ("ru", "koi8-r"), ("de", "iso-8859-1"), ("es", "windows-1252"), ("pl", "iso-8859-2")):
        words = m.words(language, charset, 4)
        subject = TEXTS[language][1][0]
        head = raw(m.head(), b"").replace(b"The log", subject.encode(charset)).rstrip(b"\r\n")
        stated = b"" if language in ("fr", "es") else f"\r\nContent-Type: text/plain; charset={charset}".encode()
        m.write("label", f"raw-fields-{language}.eml", head + stated + b"\r\n\r\n" + "\n\n".join(words).encode(charset), words + [subject], lacks=["\ufffd"])


def fields(m):
    """Encoded words in fields: cut within letters, of two charsets, in names."""
    for language, (names, sentences) in TEXTS.items():
        for charset in names:
            if charset in ("us-ascii",) or charset in SIMPLE or charset == "macintosh":
                continue
            subject = sentences[0]
            words = m.words(language, charset, 1)
            out = Header(subject, charset=charset, maxlinelen=60, header_name="Subject").encode(linesep="\r\n")
            data = raw(m.head(out, Cc=Header("Иван" if charset == "koi8-r" else "Ana", charset).encode() + " <a@coast.example>"),
                       "\n".join(words).encode("utf-8"), MIME_Version="1.0", Content_Type="text/plain; charset=utf-8", Content_Transfer_Encoding="8bit")
            m.write("fields", f"{language}-{charset}.eml", data, [subject] + words)
    cut = "Registre égaré à l’été".encode()
    pieces = [cut[i:i + 5] for i in range(0, len(cut), 5)]
    for how in ("B", "Q"):
        one = lambda p: base64.b64encode(p).decode() if how == "B" else "".join(f"={b:02X}" for b in p)
        subject = "\r\n ".join(f"=?utf-8?{how}?{one(p)}?=" for p in pieces)
        m.write("fields", f"cut-{how}.eml", raw(m.head(subject), b"Words."), ["Registre égaré à l’été"])
    for field in ("Bcc", "Cc", "Reply-To"):
        data = raw(m.head(**{field: "Ottilie Brandeis <brandeis@paper.example>"}), b"Words.")
        m.write("fields", f"{field}.eml", data, ["Ottilie Brandeis", "brandeis@paper.example"])


def structures(m):
    stub_text = "This message is in HTML. Please use a mail program that can show it."
    stub_html = "<html><body><p>The view of this message is switched off.</p></body></html>"
    for i in range(20):
        language = m.random.choice(list(TEXTS))
        words = m.words(language, "utf-8", 3)
        file = m.words(language, "utf-8", 1)

        def base(text):
            return message(m, [text] if isinstance(text, str) else text, how="base64" if i % 2 else "quoted-printable")
        same = base(words)
        same.add_alternative(html(words), subtype="html")
        m.write("structure", f"alternative-same-{i}.eml", same.as_bytes(), words, documents=1)
        stub = base(stub_text)
        stub.add_alternative(html(words), subtype="html")
        m.write("structure", f"stub-text-{i}.eml", stub.as_bytes(), words, documents=1)
        other = base(words)
        other.add_alternative(stub_html, subtype="html")
        m.write("structure", f"stub-html-{i}.eml", other.as_bytes(), words, documents=1)
        short = base(words[:1])
        short.add_alternative(html(words), subtype="html")
        m.write("structure", f"cut-text-{i}.eml", short.as_bytes(), words, documents=1)
        related = base(stub_text)
        related.add_alternative(html(words, '<img src="cid:logo">'), subtype="html")
        related.get_payload()[1].add_related(b"\x89PNG\r\n\x1a\n" + bytes(60), "image", "png", cid="<logo>")
        related.add_attachment(file[0].encode(), maintype="text", subtype="plain", filename="Registre d’été.txt")
        m.write("structure", f"related-{i}.eml", related.as_bytes(), words + file, documents=2)
        forward = base(words[:1])
        forward.add_attachment(base(words[1:]))
        m.write("structure", f"forward-{i}.eml", forward.as_bytes(), words, documents=2)
        many = base(words)
        for n in range(12):
            many.add_attachment((file[0] + f" part {n}").encode(), maintype="text", subtype="plain", filename="scan.txt")
        m.write("structure", f"one-name-{i}.eml", many.as_bytes(), words + [f"part {n}" for n in range(12)], documents=13)
        b = "b"
        nested = (f"--{b}\r\nContent-Type: multipart/alternative; boundary={b}1\r\n\r\n--{b}1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
                  + words[0] + f"\r\n--{b}1--\r\n--{b}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html(words[1:2])
                  + f"\r\n--{b}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + words[2] + f"\r\n--{b}--\r\n")
        m.write("structure", f"prefix-boundary-{i}.eml", raw(m.head(), nested.encode(), MIME_Version="1.0", Content_Type=f'multipart/mixed; boundary="{b}"'), words)
        signed = ("--s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + words[0] + "\r\n--s\r\nContent-Type: application/pgp-signature; name=signature.asc\r\n\r\n"
                  "-----BEGIN PGP SIGNATURE-----\r\nabc\r\n-----END PGP SIGNATURE-----\r\n--s--\r\n")
        m.write("structure", f"signed-{i}.eml", raw(m.head(), signed.encode(), MIME_Version="1.0", Content_Type='multipart/signed; boundary="s"'), words[:1], documents=1)
        digest = "".join("--d\r\n\r\n" + raw(m.head(), w.encode(), MIME_Version="1.0", Content_Type="text/plain; charset=utf-8").decode() + "\r\n" for w in words) + "--d--\r\n"
        m.write("structure", f"digest-{i}.eml", raw(m.head(), digest.encode(), MIME_Version="1.0", Content_Type='multipart/digest; boundary="d"'), words)
        der = cms("\r\n".join(["Content-Type: text/plain; charset=utf-8", "", words[0]]).encode())
        data = raw(m.head(), base64.encodebytes(der), MIME_Version="1.0", Content_Type="application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
                   Content_Transfer_Encoding="base64")
        m.write("structure", f"smime-{i}.eml", data, words[:1])


def tlv(tag, *inner):
    inner = b"".join(inner)
    n = len(inner)
    size = bytes([n]) if n < 128 else bytes([0x82]) + n.to_bytes(2, "big")
    return bytes([tag]) + size + inner


def cms(content):
    """Signed data around a content, without a signature."""
    oid = lambda last: tlv(6, bytes.fromhex("2a864886f70d0107") + bytes([last]))
    inner = tlv(0x30, oid(1), tlv(0xA0, tlv(4, content)))
    return tlv(0x30, oid(2), tlv(0xA0, tlv(0x30, tlv(2, b"\x01"), tlv(0x31), inner, tlv(0x31))))


def flowed(m):
    for i in range(20):
        language = ["en", "fr", "de", "ja", "ru"][i % 5]
        words = m.words(language, "utf-8", 3)
        delsp = i % 2 == 0 or language == "ja"
        body = ""
        for paragraph in words:
            while len(paragraph) > 30:
                if delsp:
                    cut = m.random.randrange(15, 30)
                    while paragraph[cut] in " " or paragraph[cut - 1] in " ":
                        cut -= 1
                    body, paragraph = body + paragraph[:cut] + " \r\n", paragraph[cut:]
                else:
                    cut = paragraph.rfind(" ", 0, 30) + 1
                    if cut < 5:
                        break
                    body, paragraph = body + paragraph[:cut] + "\r\n", paragraph[cut:]
                if paragraph.startswith(("From ", " ", ">")):
                    body += " "
            body += paragraph + "\r\n\r\n"
        kind = "text/plain; charset=utf-8; format=flowed" + ("; delsp=yes" if delsp else "")
        how = "quoted-printable" if i % 3 else "8bit"
        m.write("flowed", f"{language}-{i}.eml", raw(m.head(), encoded(body.encode(), how), MIME_Version="1.0", Content_Type=kind, Content_Transfer_Encoding=how), words)


def uuencoded(data, name):
    import binascii
    lines = [binascii.b2a_uu(data[i:i + 45]).decode() for i in range(0, len(data), 45)]
    return f"begin 644 {name}\n" + "".join(lines) + "`\nend\n"


def inline_files(m):
    for i in range(15):
        words, file = m.words("en", paragraphs=2), m.words("fr", "utf-8", 2)
        body = words[0] + "\n\n" + uuencoded("\n".join(file).encode(), f"liste {i}.txt") + "\n" + words[1] + "\n"
        m.write("uuencode", f"{i}.eml", raw(m.head(), body.encode()), words + file, documents=2, lacks=["begin 644"])
        m.write("winmail", f"{i}.eml", winmail(m, words, file), words + file, documents=2)
        m.write("winmail", f"{i}-winmail.dat", tnef(words, file), words + file, documents=2)


def tnef(words, file):
    """What Outlook wraps: a body and an attachment."""
    attribute = lambda level, tag, data: struct.pack("<BII", level, tag, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
    body = "\r\n\r\n".join(words).encode("utf-16le") + b"\0\0"
    padded = body + bytes(-len(body) % 4)
    props = struct.pack("<I", 1) + struct.pack("<HHII", 0x1F, 0x1000, 1, len(body)) + padded
    out = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x00089006, struct.pack("<I", 0x10000)) + attribute(1, 0x00069003, props)
    return out + attribute(2, 0x00069002, bytes(14)) + attribute(2, 0x00018010, b"liste.txt\0") + attribute(2, 0x0006800F, "\n".join(file).encode())


def winmail(m, words, file):
    out = message(m, ["This message was sent by Outlook."])
    out.add_attachment(tnef(words, file), maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return out.as_bytes()


def boxes(m):
    received = "".join(f"Received: from mx{n}.hub.example ([10.0.0.{n}]) by relay{n}.hub.example\r\n with ESMTPS id q{n}; Tue, 4 Mar 2014 08:1{n % 10}:00 +0000\r\n" for n in range(60))
    for i in range(8):
        all_words, messages = [], []
        for _ in range(12):
            language = m.random.choice(["en", "fr", "de", "ru", "ja"])
            words = m.words(language, "utf-8", 2)
            words.insert(1, "From the first night on, " + m.words("en", paragraphs=1)[0])
            all_words += words
            messages.append(message(m, words, how=m.random.choice(["quoted-printable", "8bit", "base64"])))
        folder = os.path.join(m.root, "box")
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, f"{i}.mbox")
        box = mailbox.mbox(path)
        for one in messages:
            box.add(mailbox.mboxMessage(one))
        box.flush()
        m.expect("box", f"box/{i}.mbox", all_words, 12)
        lf = lambda one: one.as_bytes().replace(b"\r\n", b"\n")
        line = b"From falk@coast.example Mon Nov  2 18:04:00 1998\n"
        m.write("box", f"unescaped-{i}", b"".join(line + lf(o) + b"\n" for o in messages), all_words, 12)
        m.write("box", f"no-blank-{i}.mbox", b"".join(line + lf(o).rstrip(b"\n") + b"\n" for o in messages), all_words, 12)
        quoted = [re.sub(rb"(?m)^(>*From )", rb">\1", lf(o)) for o in messages]
        m.write("box", f"mboxrd-{i}.mbox", b"".join(line + o + b"\n" for o in quoted), all_words, 12)
        inner = b"An excerpt:\n\nFrom a@b.example Mon Nov  2 18:04:00 1998\nSubject: x\nFrom: a@b.example\n\n"
        counted = b""
        for one in messages:
            head, body = lf(one).split(b"\n\n", 1)
            if b"quoted-printable" in head or b"8bit" in head:
                body = inner + body
            counted += line + head + b"\nContent-Length: %d\n\n" % len(body) + body + b"\n"
        m.write("box", f"mboxcl2-{i}.mbox", counted, all_words, 12)
        mozilla = b"".join(b"From - Tue Oct 06 09:49:00 2009\r\nX-Mozilla-Status: 0001\r\nX-Mozilla-Status2: 00000000\r\n" + received.encode() + o.as_bytes() + b"\r\n" for o in messages)
        m.write("box", f"Mail{i}/Inbox", mozilla, all_words, 12)
        listed = b"".join(b"From falk at coast.example  Mon Nov  2 18:04:00 1998\n" + lf(o) + b"\n" for o in messages)
        m.write("box", f"1998-November-{i}.txt", listed, all_words, 12)
    for kind, maker in (("maildir", mailbox.Maildir), ("mh", mailbox.MH)):
        folder = os.path.join(m.root, kind)
        box = maker(folder, create=True)
        all_words = []
        for n in range(40):
            words = m.words(m.random.choice(["en", "fr", "ru"]), "utf-8", 2)
            one = message(m, words, how=m.random.choice(["quoted-printable", "8bit", "base64"]))
            data = received.encode() + one.as_bytes() if n % 2 else one.as_bytes()
            box.add(data)
            all_words += words
        box.flush()
        m.expect(kind, kind, all_words, 40)
    for n in range(20):
        words = m.words(m.random.choice(["en", "fr", "ru"]), "utf-8", 2)
        data = message(m, words, how="quoted-printable").as_bytes().replace(b"\r\n", b"\n")
        plist = b'<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">\n<dict>\n\t<key>date-received</key>\n\t<integer>1254815340</integer>\n</dict>\n</plist>\n'
        m.write("emlx", f"{n}.emlx", str(len(data)).encode() + b"        \n" + data + plist, words, 1, lacks=["date-received", "=C3"])
        m.write("names", f"sent/{n}.", data, words, 1)
        m.write("names", f"ids/{n}.M31P7.lindholm:2,S", received.encode() + data, words, 1)
        page = "".join(f"<p>{w} {w}</p>" for w in words)
        saved = email.message.EmailMessage(policy=email.policy.SMTP)
        saved["From"], saved["Subject"] = "<Saved by Blink>", "A page"
        saved["Snapshot-Content-Location"], saved["MIME-Version"] = "https://paper.example/storm", "1.0"
        saved.set_content(f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>A page</title></head><body><article><h1>A page</h1>{page}</article></body></html>',
                          subtype="html", cte="quoted-printable" if n % 2 else "base64")
        saved.make_related()
        saved.add_related("p { color: black }", subtype="css")
        m.write("page", f"{n}.mht", saved.as_bytes(), words, 1, lacks=["=C3", "color: black", "Saved by"])


def data_files(m):
    """Data files of Outlook: folders, bodies as text, HTML and RTF, attachments, messages within messages."""
    for i in range(4):
        p, all_words, folders = outlook.Pst(), [], []
        for n in range(3):
            messages = []
            for k in range(15):
                words = m.words(m.random.choice(["en", "fr", "ru", "ja"]), "utf-8", 3)
                all_words += words
                if k % 4 == 0:
                    own = outlook.mail(f"Night {k}", "\r\n\r\n".join(words))
                elif k % 4 == 1:
                    own = outlook.mail(f"Night {k}", None, html(words * (1 + 30 * (k % 2))))
                elif k % 4 == 2:
                    own = outlook.mail(f"Night {k}", "See the HTML form.", html(words))
                else:
                    signs = "".join(c if ord(c) < 128 else f"\\u{ord(c) - (65536 if ord(c) > 32767 else 0)}?" for c in "\n".join(words))
                    own = outlook.mail(f"Night {k}", rtf=("{\\rtf1\\ansi " + signs.replace("\n", "\\par\n") + "}").encode())
                files = []
                if k % 3 == 0:
                    files.append(("list.txt", "\n".join(m.words("fr", "utf-8", 40 if k % 2 else 1)).encode()))
                    all_words += files[-1][1].decode().split("\n")
                if k % 5 == 0:
                    inner = m.words("de", "utf-8", 2)
                    all_words += inner
                    files.append(("Inner", p.message(outlook.mail("Inner", None, html(inner)), files=[("in.txt", inner[0].encode())])))
                messages.append(p.message(own, [(1, "Board", "board@coast.example"), (3, "Ada", "ada@paper.example")], files))
            folders.append(p.folder(f"Folder {n}", messages, [folders[-1]] if n == 1 else []))
        m.write("pst", f"{i}.pst", p.bytes([f for f in folders if f != folders[0]]), all_words)


def guards(m):
    """What is no mail and must stay one text."""
    quoted = "From: A. Verhulst <v@lindholm.example>\nTo: Anna <a@lindholm.example>\nDate: Tue, 6 Oct 2009 09:49:00 +0200\nMessage-ID: <1@l>\nMIME-Version: 1.0\n"
    texts = {
        "notes.txt": "Copied in the reading room.\n\n" + quoted + "\nThe pilots were paid x=3Dy twice.\n",
        "article.txt": "Received: what the field says\n\nA field of this name is set by each program that hands a message on.\n",
        "memo.txt": "TO: Board\nFROM: A. Verhulst\nDATE: 3 March 1974\nCLASSIFICATION: restricted\n\nThe second invoice was paid before the first.\n",
        "novel.txt": "From the tower you could see both harbours.\n\nFrom Monday to Friday the keeper counted sails.\n\nFrom then on he counted nothing.\n",
        "printed.txt": "From: A. Verhulst <v@lindholm.example>\nSent: Tuesday, October 6, 2009 9:49 AM\nTo: Anna <a@lindholm.example>\nSubject: Receipts\nImportance: high\n\nThe pilots were paid twice.\n",
        "front.md": "Title: Mail\nAuthor: Ines Falk\nDate: 2009-10-06\n\nThe words of the page.\n",
        "interview": "Q: Who signed?\nA: I did not see it.\nQ: And the log: who had it?\nA: The deputy.\n",
        "settings": "Name: fontes\nVersion: 1.0\nArchitecture: all\nDescription: a checker\n",
    }
    for name, text in texts.items():
        for ending in ("\n", "\r\n"):
            lines = [l for l in text.split("\n") if l]
            m.write("guard", f"{len(ending)}/{name}", text.replace("\n", ending).encode(), lines, 1)


def norm(s):
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", s)).strip()


def squeezed(s):
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", s))


def judge(case, documents):
    """What is wrong with what was read of a case; nothing if all is right."""
    mine = [d for d in documents if d["path"] == case["path"] or d["path"].startswith((case["path"] + "!/", case["path"] + "/"))]
    texts = [norm(d["text"]) for d in mine]
    tight = [squeezed(t) for t in texts]
    # Lines of scripts without blanks are joined without one.
    missing = [w for w in case["expect"] if not any(norm(w) in t for t in texts) and not (any(ord(c) > 0x3000 for c in w) and any(squeezed(w) in t for t in tight))]
    bad = [f"missing: {w[:90]}" for w in missing]
    bad += [f"has: {w[:40]!r}" for w in case["lacks"] if any(w in d["text"] for d in mine)]
    if case["documents"] is not None and len(mine) != case["documents"]:
        bad.append(f"{len(mine)} documents, not {case['documents']}")
    return bad


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--keep", help="keep the set in this folder")
    arguments.add_argument("--only", help="only this kind")
    a = arguments.parse_args()
    root = a.keep or tempfile.mkdtemp()
    shutil.rmtree(root, ignore_errors=True)
    os.makedirs(root)
    m = Made(root)
    for make in (charsets, labels, fields, structures, flowed, inline_files, boxes, data_files, guards):
        make(m)
    out, cost = run(["read", ".", "--json"], cwd=root)
    documents = [json.loads(line) for line in out.splitlines()]
    documents = [d for d in documents if d["type"] == "document"]
    for d in documents:
        d["path"] = d["path"].removeprefix("./")
    table, misses = collections.defaultdict(lambda: [0, 0]), []
    bodies = right = 0
    for case in m.cases:
        if a.only and case["kind"] != a.only:
            continue
        bad = judge(case, documents)
        table[case["kind"]][0] += 1
        table[case["kind"]][1] += not bad
        bodies += len(case["expect"])
        right += len(case["expect"]) - sum(b.startswith("missing") for b in bad)
        if bad:
            misses.append({"path": case["path"], "bad": bad[:3]})
    archive = os.path.join(tempfile.mkdtemp(), "mail.fontes")
    _, index_cost = run(["index", "--quiet", ".", "--archive", archive], cwd=root)
    found = asked = 0
    for case in random.Random(SEED).sample([c for c in m.cases if c["kind"] not in ("guard", "fields")], 60):
        number = re.search(r"\((\d{6,})\)", " ".join(case["expect"]))
        if not number:
            continue
        asked += 1
        hits, _ = run(["search", "--json", number.group(1), "--archive", archive], cwd=root)
        # The same message may lie in another box as well, and is then listed there.
        found += bool(hits.strip())
    for miss in misses:
        print(miss["path"], "|", "; ".join(miss["bad"]))
    data = {"files_right": f"{sum(t[1] for t in table.values())} of {sum(t[0] for t in table.values())}", "bodies": bodies, "bodies_right": right,
            "bodies_right_percent": percent(right, bodies), "kinds": {k: f"{t[1]} of {t[0]}" for k, t in sorted(table.items())},
            "searches_found": f"{found} of {asked}", "misses": misses, "read": {k: cost[k] for k in ("cpu_s", "peak_mb")}}
    if not a.only:
        report("mail", data)
    if not a.keep:
        shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    main()
