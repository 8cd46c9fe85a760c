"""pycrdt (yrs) as one replica of the differential test: a line of JSON in, a line of JSON out. See History.swift."""

import base64
import json
import sys

import pycrdt

ROOTS = {"text": pycrdt.Text, "map": pycrdt.Map, "array": pycrdt.Array}


class Replica:
    def __init__(self, client, gc):
        self.doc = pycrdt.Doc(client_id=client, skip_gc=not gc)
        self.roots = {name: self.doc.get(name, type=kind) for name, kind in ROOTS.items()}
        self.made, self.listening = [], False
        self.subscription = self.doc.observe(self.changed)

    def changed(self, event):
        if self.listening:
            self.made.append(base64.b64encode(event.update).decode())

    def types(self):
        found = list(self.roots.values())
        for each in found:
            if isinstance(each, pycrdt.Map):
                inner = [each[key] for key in sorted(each.keys())]
            elif isinstance(each, pycrdt.Array):
                inner = [each[index] for index in range(len(each))]
            else:
                inner = []
            found += [value for value in inner if isinstance(value, (pycrdt.Text, pycrdt.Map, pycrdt.Array))]
        return found

    def act(self, op):
        every = self.types()
        target = every[op["target"] % len(every)]
        kind = op["kind"]
        if isinstance(target, pycrdt.Text):
            self.act_on_text(target, kind, op)
        elif isinstance(target, pycrdt.Map):
            if kind == "delete":
                if op["key"] in target:
                    del target[op["key"]]
            elif kind == "special":
                target[op["key"]] = fresh(op["type"])
            else:
                target[op["key"]] = op["value"]
        else:
            at = op["at"] % (len(target) + 1)
            count = min(op["count"], len(target) - at)
            if kind == "delete":
                if count > 0:
                    del target[at:at + count]
            elif kind == "special":
                target.insert(at, fresh(op["type"]))
            else:
                for offset, value in enumerate(op["values"]):
                    target.insert(at + offset, value)

    def act_on_text(self, text, kind, op):
        # Positions in the question count UTF-16 units, yrs counts UTF-8 bytes; an embed is one of either.
        sizes = []
        for content, _ in text.diff():
            sizes += [len(unit.encode()) for unit in content] if isinstance(content, str) else [1]
        at = op["at"] % (len(sizes) + 1)
        count = min(op["count"], len(sizes) - at)
        start, end = sum(sizes[:at]), sum(sizes[:at + max(count, 0)])
        attributes = op.get("attributes")
        if kind == "insert":
            text.insert(start, op["string"], attributes) if attributes else text.insert(start, op["string"])
        elif kind == "special":
            text.insert_embed(start, op["embed"], attributes) if attributes else text.insert_embed(start, op["embed"])
        elif count > 0 and kind == "delete":
            del text[start:end]
        elif count > 0:
            text.format(start, end, attributes or {"bold": True})

    def round(self, updates, groups):
        for update in updates:
            self.doc.apply_update(base64.b64decode(update))
        self.made, self.listening = [], True
        for group in groups:
            with self.doc.transaction():
                for op in group:
                    self.act(op)
        self.listening = False
        return self.made

    def state(self):
        return {
            "text": [[content, attributes or {}] for content, attributes in self.roots["text"].diff()],
            "map": self.roots["map"].to_py() or {},
            "array": self.roots["array"].to_py() or [],
            "vector": base64.b64encode(self.doc.get_state()).decode(),
            "update": base64.b64encode(self.doc.get_update()).decode(),
        }


def fresh(kind):
    return {"map": lambda: pycrdt.Map({}), "text": lambda: pycrdt.Text(""), "array": lambda: pycrdt.Array([])}[kind]()


def main():
    replica = None
    for line in sys.stdin:
        question = json.loads(line)
        answer = {}
        if question["do"] == "new":
            replica = Replica(question["client"], question["gc"])
        elif question["do"] == "round":
            answer = {"updates": replica.round(question["apply"], question["ops"])}
        elif question["do"] == "state":
            answer = replica.state()
        print(json.dumps(answer), flush=True)


main()
