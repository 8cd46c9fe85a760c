"""Sign-off in a second program: canonical forms, digests and Ed25519, with nothing of ours in it."""
import base64
import hashlib
import json
import pathlib
import unicodedata

VECTORS = json.loads((pathlib.Path(__file__).parents[2] / "Protocol/vectors/signoff.json").read_text())


# Canonical form (Protocol/signoff.md)

def number(value):
    """As ECMAScript prints it."""
    if value == int(value) and abs(value) < 1e21:
        return str(int(value))
    text = repr(float(value))
    if "e" in text:
        digits, power = text.split("e")
        if -7 < int(power) < 0:
            return f"{float(value):.{len(digits.replace('.', '').replace('-', '')) - 1 - int(power)}f}"
        return f"{digits.removesuffix('.0')}e{int(power):+d}"
    return text


def canonical(value):
    if isinstance(value, str):
        lines = value.replace("\r\n", "\n").replace("\r", "\n")
        return json.dumps(unicodedata.normalize("NFC", lines), ensure_ascii=False)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    named = {unicodedata.normalize("NFC", key): entry for key, entry in value.items()}
    assert len(named) == len(value)
    return "{" + ",".join(canonical(key) + ":" + canonical(named[key]) for key in sorted(named)) + "}"


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


# Ed25519 after RFC 8032, section 5.1: verification only

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = a, b
    e, f = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    g, h = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(factor, point):
    result = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = add(result, point)
        point, factor = add(point, point), factor >> 1
    return result


def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    assert (x * x - square) % P == 0
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def verifies(key, message, signature):
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    hashed = int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % ORDER
    left, right = times(s, BASE), add(point(r), times(hashed, point(key)))
    same = lambda i: (left[i] * right[2] - right[i] * left[2]) % P == 0
    return s < ORDER and same(0) and same(1)


def test_contents_have_the_canonical_form_and_digest_of_the_vectors():
    assert len(VECTORS["contents"]) >= 4
    for vector in VECTORS["contents"]:
        form = canonical(json.loads(vector["loose"]))
        assert form == vector["canonical"]
        assert digest(form) == vector["digest"]


def test_the_root_is_over_the_sorted_leaves():
    root = VECTORS["root"]
    form = canonical({
        "format": "bipartite-signoff-v1", "scope": "plan", "document": "plan", "committee": root["committee"],
        "leaves": sorted(root["leaves"], key=lambda leaf: leaf["id"])})
    assert form == root["canonical"] and digest(form) == root["digest"]


def test_signatures_verify_and_one_changed_word_does_not():
    for vector in VECTORS["signatures"]:
        message = "bipartite-signature-v1\n" + canonical(vector["statement"])
        assert message == vector["signed"]
        key, signature = base64.b64decode(vector["key"]), base64.b64decode(vector["signature"])
        assert verifies(key, message.encode(), signature)
        assert not verifies(key, message.replace("worker", "management").encode(), signature)
