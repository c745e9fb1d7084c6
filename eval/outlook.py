"""A small data file of Outlook (Unicode PST, MS-PST) with messages that are known: for eval/mail.py and for the test case.

    outlook.py FILE        writes the test case of tests/cases/ingest/mail
"""
import struct, sys

CRC = []
for n in range(256):
    for _ in range(8):
        n = n >> 1 ^ 0xEDB88320 if n & 1 else n >> 1
    CRC.append(n)


def crc(data):
    c = 0
    for b in data:
        c = CRC[(c ^ b) & 0xFF] ^ c >> 8
    return c


def signature(at, bid):
    x = (at ^ bid) & 0xFFFFFFFF
    return (x >> 16) ^ (x & 0xFFFF)


TEXT, NARROW, BINARY, NUMBER, TIME, TRUTH, OBJECT = 0x1F, 0x1E, 0x102, 3, 0x40, 0x0B, 0x0D


class Heap:
    """A heap on a node, of one block."""

    def __init__(self, kind):
        self.kind, self.items, self.root = kind, [], 0

    def add(self, data):
        self.items.append(data)
        return len(self.items) << 5

    def bytes(self):
        body, offsets = b"", []
        for item in self.items:
            offsets.append(12 + len(body))
            body += item
        offsets.append(12 + len(body))
        gap = -len(body) % 2
        at = 12 + len(body) + gap
        head = struct.pack("<HBBII", at, 0xEC, self.kind, self.root, 0)
        return head + body + bytes(gap) + struct.pack("<HH", len(self.items), 0) + b"".join(struct.pack("<H", o) for o in offsets)

    def tree(self, key, entry, records):
        root = self.add(b"".join(records)) if records else 0
        return struct.pack("<BBBBI", 0xB5, key, entry, 0, root)


class Pst:
    def __init__(self, key=bytes(range(16))):
        self.key, self.blocks, self.nodes = key, {}, {}
        self.next_bid, self.next_node = 4, 0x500

    def block(self, data, internal=False):
        bid = self.next_bid | (2 if internal else 0)
        self.next_bid += 4
        self.blocks[bid] = data
        return bid

    def data(self, data):
        """A block, or a tree of them."""
        if len(data) <= 8176:
            return self.block(data)
        parts = [self.block(data[i:i + 8176]) for i in range(0, len(data), 8176)]
        return self.block(struct.pack("<BBHI", 1, 1, len(parts), len(data)) + b"".join(struct.pack("<Q", p) for p in parts), True)

    def properties(self, values, below):
        """A property context; what is large goes to the nodes `below`."""
        heap, records = Heap(0xBC), []
        heap.add(bytes(8))
        for (tag, kind), value in sorted(values.items()):
            if kind == TEXT:
                value = value.encode("utf-16le")
            if kind == NUMBER:
                held = value & 0xFFFFFFFF
            elif kind == TRUTH:
                held = int(value)
            else:
                data = struct.pack("<q", value) if kind == TIME else value
                if len(data) > 2000:
                    held = 0x1F | (0x100 + len(below)) << 5
                    below[held] = (self.data(data), 0)
                else:
                    held = heap.add(data) if data else 0
            records.append(struct.pack("<HHI", tag, kind, held))
        heap.items[0] = heap.tree(2, 6, records)
        heap.root = 1 << 5
        return self.data(heap.bytes())

    def table(self, columns, rows):
        """A table context: rows of a number and of values in the order of the columns, numbers and texts."""
        heap = Heap(0x7C)
        heap.add(b"")
        wide = [(0x67F2, NUMBER), (0x67F3, NUMBER)] + columns
        ends = 4 * len(wide)
        bits = (len(wide) + 7) // 8
        matrix = b""
        for i, (number, values) in enumerate(rows):
            held = [number, i + 1]
            for (tag, kind), value in zip(columns, values):
                held.append(value if kind == NUMBER else heap.add(value.encode("utf-16le")) if value else 0)
            there = sum(0x80 >> (c % 8) << 8 * (bits - 1 - c // 8) for c in range(len(wide)))
            matrix += b"".join(struct.pack("<I", v) for v in held) + there.to_bytes(bits, "big")
        rows_at = heap.add(matrix) if matrix else 0
        index = heap.add(heap.tree(4, 4, [struct.pack("<II", n, i) for i, (n, _) in enumerate(rows)]))
        described = b"".join(struct.pack("<HHHBB", kind, tag, 4 * c, 4, c) for c, (tag, kind) in sorted(enumerate(wide), key=lambda w: w[1][0]))
        heap.items[0] = struct.pack("<BBHHHHIII", 0x7C, len(wide), ends, ends, ends, ends + bits, index, rows_at, 0) + described
        heap.root = 1 << 5
        return self.data(heap.bytes())

    def below(self, nodes):
        """The nodes below a node."""
        if not nodes:
            return 0
        entries = b"".join(struct.pack("<QQQ", n, d, s) for n, (d, s) in sorted(nodes.items()))
        return self.block(struct.pack("<BBHI", 2, 0, len(nodes), 0) + entries, True)

    def node(self, nid, data, below=0, parent=0):
        self.nodes[nid] = (data, below, parent)

    def message(self, values, recipients=(), files=()):
        """A message: (data, below). A file is (name, bytes), or (name, message) for one within it."""
        below = {}
        values = {(0x001A, TEXT): "IPM.Note", (0x0E07, NUMBER): 1, (0x0E08, NUMBER): 1000, (0x0E17, NUMBER): 0, **values}
        rows = [(i, (kind, name, address)) for i, (kind, name, address) in enumerate(recipients)]
        columns = [(0x0C15, NUMBER), (0x3001, TEXT), (0x39FE, TEXT)]
        attached = []
        for i, (name, content) in enumerate(files):
            inner, nid = {}, (0x400 + i) << 5 | 5
            own = {(0x3707, TEXT): name, (0x3704, TEXT): name, (0x0E20, NUMBER): 100, (0x370B, NUMBER): -1}
            if isinstance(content, tuple):
                inner[0x8004] = content
                own |= {(0x3705, NUMBER): 5, (0x3701, OBJECT): struct.pack("<II", 0x8004, 100)}
            else:
                own |= {(0x3705, NUMBER): 1, (0x3701, BINARY): content}
            data = self.properties(own, inner)
            below[nid] = (data, self.below(inner))
            attached.append((nid, (5 if isinstance(content, tuple) else 1, name)))
        data = self.properties(values, below)
        below[0x692] = (self.table(columns, rows), 0)
        if attached:
            below[0x671] = (self.table([(0x3705, NUMBER), (0x3704, TEXT)], attached), 0)
        return data, self.below(below)

    def folder(self, name, messages=(), folders=(), nid=None):
        """A folder and all that is in it; gives its number."""
        if nid is None:
            self.next_node += 1
            nid = self.next_node << 5 | 2
        held = []
        for data, below in messages:
            self.next_node += 1
            number = self.next_node << 5 | 4
            self.node(number, data, below, nid)
            held.append((number, ()))
        own = {(0x3001, TEXT): name, (0x3602, NUMBER): len(held), (0x3603, NUMBER): 0, (0x360A, TRUTH): bool(folders)}
        self.node(nid, self.properties(own, {}), 0, nid)
        self.node(nid & ~31 | 0x0D, self.table([(0x3001, TEXT)], [(f, ("",)) for f in folders]))
        self.node(nid & ~31 | 0x0E, self.table([], held))
        self.node(nid & ~31 | 0x0F, self.table([], []))
        return nid

    def bytes(self, folders):
        """The whole file; `folders` are those at the top."""
        top = self.folder("Top of Outlook data file", folders=folders, nid=0x8022)
        self.folder("", folders=[top], nid=0x122)
        entry = lambda nid: bytes(4) + self.key + struct.pack("<I", nid)
        store = {(0x0FF9, BINARY): self.key, (0x3001, TEXT): "Made", (0x35E0, BINARY): entry(top), (0x35E3, BINARY): entry(top), (0x35E7, BINARY): entry(top)}
        self.node(0x21, self.properties(store, {}))
        out, places = bytearray(0x4600), {}

        def put(data, bid, page=None):
            at = len(out)
            if page is not None:
                trailer = struct.pack("<BBHIQ", page, page, signature(at, bid), crc(data), bid)
                out.extend(data + trailer)
            else:
                pad = -(len(data) + 16) % 64
                out.extend(data + bytes(pad) + struct.pack("<HHIQ", len(data), signature(at, bid), crc(data), bid))
                # Pages stand at whole multiples of their size.
            return at
        for bid, data in self.blocks.items():
            places[bid] = (put(data, bid), len(data))
        out.extend(bytes(-len(out) % 512))
        page_bid = [4]

        def tree(kind, leaves, size, most):
            level, entries = 0, leaves
            while True:
                pages = []
                for i in range(0, max(1, len(entries)), most):
                    part = entries[i:i + most]
                    body = b"".join(e[1] for e in part)
                    data = body + bytes(488 - len(body)) + struct.pack("<BBBBI", len(part), most, size, level, 0)
                    page_bid[0] += 4
                    pages.append((part[0][0], page_bid[0], put(data, page_bid[0], kind)))
                if len(pages) == 1:
                    return struct.pack("<QQ", pages[0][1], pages[0][2])
                entries = [(k, struct.pack("<QQQ", k, b, a)) for k, b, a in pages]
                level, size, most = level + 1, 24, 20
        nodes = tree(0x81, [(n, struct.pack("<QQQII", n, d, s, p, 0)) for n, (d, s, p) in sorted(self.nodes.items())], 32, 15)
        blocks = tree(0x80, [(b, struct.pack("<QQHHI", b, a, s, 2, 0)) for b, (a, s) in sorted(places.items(), key=lambda x: x[0] & ~1)], 24, 20)
        root = struct.pack("<IQQQQ", 0, len(out), 0x4400, 0, 0) + nodes + blocks + struct.pack("<BBH", 0, 0, 0)
        rest = struct.pack("<HHBBII", 23, 19, 1, 1, 0, 0) + struct.pack("<QQI", 0, page_bid[0] + 4, 1)
        rest += struct.pack("<32I", *[0x400] * 32) + bytes(8) + root + bytes(4) + b"\xff" * 256
        rest += struct.pack("<BBHQ", 0x80, 0, 0, self.next_bid) + bytes(0)
        full = b"SM" + rest
        header = b"!BDN" + struct.pack("<I", crc(full[:471])) + full[:516] + struct.pack("<I", crc(full[:516]))
        out[:len(header)] = header
        return bytes(out)


def mail(subject, body=None, html=None, rtf=None, sender=("Ines Falk", "falk@coast.example"), date=125544204000000000, **more):
    """The properties of a mail."""
    out = {(0x0037, TEXT): subject, (0x0C1A, TEXT): sender[0], (0x5D01, TEXT): sender[1], (0x0039, TIME): date, (0x0E06, TIME): date}
    if body is not None:
        out[(0x1000, TEXT)] = body
    if html is not None:
        out[(0x1013, BINARY)] = html.encode("utf-8")
        out[(0x3FDE, NUMBER)] = 65001
    if rtf is not None:
        # Compressed RTF that is not compressed.
        out[(0x1009, BINARY)] = struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf
    return out


def case():
    p = Pst()
    inner = p.message(mail("Inner", "The inner message says who took the lamp oil."))
    one = p.message(mail("\x01\x05RE: The log", "The keeper wrote the wrong date.\r\n\r\n> Who had the log?\r\n"),
                    [(1, "Board", "board@coast.example"), (3, "Ottilie Brandeis", "brandeis@paper.example")],
                    [("keys.txt", b"The second key was missing from its hook."), ("Inner", inner)])
    two = p.message(mail("The key", html="<p>La clé de l’étagère a été prêtée.</p>" + "<p>Page after page of it.</p>" * 400), [(1, "Board", "")])
    three = p.message(mail("The oil", rtf=rb"{\rtf1\ansi\ansicpg1252 The oil was paid for by the widows\'92 fund.\par}"))
    sent = p.folder("Sent", [two])
    return p.bytes([p.folder("Inbox", [one, three], [sent])])


if __name__ == "__main__":
    with open(sys.argv[1], "wb") as f:
        f.write(case())
