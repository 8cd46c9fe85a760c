"""Changes a stored log as somebody with the disk would, cleverly where they can: hashes made anew, ends moved."""

import hashlib
import random
import sqlite3

START = bytes(32)


def header_hash(room, row):
    lines = ["bipartite-log-v1", room, row["audience"], str(row["sequence"]), str(row["kind"]), row["document"],
             str(row["epoch"]), row["role"], row["day"], row["previous"].hex(), row["commitment"].hex()]
    return hashlib.sha256("\n".join(lines).encode()).digest()


def changed(content, seed):
    """A file's bytes with a bit flipped, a piece cut out, the end cut off, or two bytes swapped, by seed."""
    chance, content = random.Random(seed), bytearray(content)
    at = chance.randrange(len(content))
    match seed % 4:
        case 0:
            content[at] ^= 1 << chance.randrange(8)
        case 1:
            del content[at:at + chance.randrange(1, 40)]
        case 2:
            del content[max(1, at):]
        case 3:
            other = chance.randrange(len(content))
            content[at], content[other] = content[other], content[at]
    return bytes(content)


class Tamperer:
    """Mutations of one log, by seed. Each yields where the first lie is: a position, or None where only kept heads tell."""

    KINDS = ["flip", "drop", "swap", "truncate", "roll back", "fork"]

    def __init__(self, path, seed):
        self.random = random.Random(seed)
        self.log = sqlite3.connect(path)
        self.log.row_factory = sqlite3.Row
        self.room = self.log.execute("SELECT id FROM rooms").fetchone()[0]
        self.rows = [dict(row) for row in self.log.execute("SELECT * FROM headers ORDER BY number")]

    def mutate(self, kind):
        with self.log:
            found = getattr(self, kind.replace(" ", "_"))()
        self.log.close()
        return found

    def flip(self):
        """One bit of one byte of content, salt, commitment, hash, or the hash before."""
        row = self.random.choice(self.rows)
        table, column = self.random.choice(
            [("payloads", "payload"), ("payloads", "salt"), ("headers", "commitment"), ("headers", "hash"), ("headers", "previous")])
        old = self.log.execute(f"SELECT {column} FROM {table} WHERE number = ?", (row["number"],)).fetchone()[0]
        if not old:
            return self.flip()
        new = bytearray(old)
        new[self.random.randrange(len(new))] ^= 1 << self.random.randrange(8)
        self.log.execute(f"UPDATE {table} SET {column} = ? WHERE number = ?", (bytes(new), row["number"]))
        return row["position"]

    def drop(self):
        """An entry goes, with its content."""
        row = self.random.choice(self.rows[:-1])
        self.log.execute("DELETE FROM headers WHERE number = ?", (row["number"],))
        self.log.execute("DELETE FROM payloads WHERE number = ?", (row["number"],))
        return row["position"] + 1

    def swap(self):
        """Two entries' contents change places."""
        first, second = sorted(self.random.sample(self.rows, 2), key=lambda row: row["number"])
        contents = {row["number"]: tuple(self.log.execute(
            "SELECT salt, payload, sealed FROM payloads WHERE number = ?", (row["number"],)).fetchone()) for row in (first, second)}
        if contents[first["number"]] == contents[second["number"]]:
            return self.swap()
        for to, source in ((first, second), (second, first)):
            self.log.execute("UPDATE payloads SET salt = ?, payload = ?, sealed = ? WHERE number = ?",
                             (*contents[source["number"]], to["number"]))
        return first["position"]

    def truncate(self):
        """The last entries go; the log itself still says how far it went."""
        row = self.random.choice(self.rows[1:])
        self.log.execute("DELETE FROM headers WHERE number >= ?", (row["number"],))
        self.log.execute("DELETE FROM payloads WHERE number >= ?", (row["number"],))
        return row["position"]

    def roll_back(self):
        """The last entries go and every trace of them: the log is whole, and older."""
        self.cut(self.random.randrange(2, len(self.rows)))
        return None

    def fork(self):
        """An entry says something else, and all hashes behind it are made anew: the log is whole, and another."""
        at = self.random.randrange(len(self.rows))
        for row in self.rows:
            content = self.log.execute("SELECT sealed FROM payloads WHERE number = ?", (row["number"],)).fetchone()
            row["sealed"] = content and content[0]
        while self.rows[at]["sealed"]:
            at = self.random.randrange(len(self.rows))
        row = self.rows[at]
        salt, payload = bytes(self.random.randbytes(32)), b"another thing was said"
        self.log.execute("UPDATE payloads SET salt = ?, payload = ?, sealed = 0 WHERE number = ?", (salt, payload, row["number"]))
        row["commitment"] = hashlib.sha256(salt + payload).digest()
        self.rehash()
        return None

    def cut(self, count):
        keep = self.rows[:count]
        last = keep[-1]["number"]
        for table in ("headers", "payloads"):
            self.log.execute(f"DELETE FROM {table} WHERE number > ?", (last,))
        self.rows = keep
        self.log.execute("UPDATE rooms SET end = ?", (keep[-1]["position"],))
        self.log.execute("UPDATE written SET last = ?1, ends = ?1", (last,))
        self.log.execute("DELETE FROM chains")
        self.log.execute("DELETE FROM documents")
        self.rehash()

    def rehash(self):
        ends, documents = {}, {}
        for row in self.rows:
            row["previous"] = ends[row["audience"]]["hash"] if row["audience"] in ends else START
            row["hash"] = header_hash(self.room, row)
            ends[row["audience"]] = row
            if row["document"]:
                documents[row["document"]] = row["number"]
            self.log.execute("UPDATE headers SET previous = ?, commitment = ?, hash = ? WHERE number = ?",
                             (row["previous"], row["commitment"], row["hash"], row["number"]))
        number = self.rows[0]["room"]
        for audience, row in ends.items():
            self.log.execute("INSERT OR REPLACE INTO chains VALUES (?, ?, ?, ?, ?)",
                             (number, audience, row["sequence"], row["hash"], row["number"]))
        for document, last in documents.items():
            self.log.execute("INSERT OR REPLACE INTO documents VALUES (?, ?, ?)", (number, document, last))
