import CRDT
import Crypto
import Foundation
import Testing

@testable import Committee

/// `Protocol/vectors/signoff.json`: computed here, and again by `Tests/Live/test_signoff_vectors.py`, which
/// shares nothing with us. `REWRITE=1` writes it.
@Suite("Sign-off vectors")
struct SignOffVectorTests {
    /// Contents as a careless writer would put them down: unsorted, decomposed, with CR LF.
    static let loose = [
        #"{"scope":"plan/p-1","format":"bipartite-signoff-v1","document":"plan","committee":"factory-1","#
            + #""fields":{"whys":[{"text":"One\r\nTwo\rThree","lang":"en","translations":{}},null,"#
            + #"{"text":"","lang":null,"translations":{"fr":"Cafe\u0301"}}],"cp":"OS-EMER","#
            + #""indicator":{"unit":"percent","target":100.0,"name":"Checks","baseline":-0.0},"due":null}}"#,
        #"{"committee":"f","document":"plan","format":"bipartite-signoff-v1","scope":"plan/p-2","fields":{"#
            + #""indicator":{"baseline":1e21,"target":0.0000001,"name":"\u0001\u001f\"\\\/\t\b\f","#
            + #""unit":null},"#
            + #""issue":{"lang":"km","text":"ផ្លូវ\u17D2","translations":{"zh-Hant":"去污","#
            + #""ar":"\u0645\u064E\u0651"}},"#
            + #""branches":[{"branch":"people","causes":[{"lang":"vi","text":"Xa\u0302\u0323y","#
            + #""translations":{}}]}]}}"#,
        #"{"committee":"f","document":"plan","format":"bipartite-signoff-v1","#
            + #""removed":true,"scope":"plan/p-2"}"#,
        #"{"committee":"f","document":"diagnosis","format":"bipartite-signoff-v1","rows":[{"id":"d-1","#
            + #""fields":{"topic":{"text":"\uAC00\u11A8\u1100\u1161","lang":"ko","translations":{}},"#
            + #""agreement":"pending","note":null}}],"scope":"diagnosis"}"#,
    ]

    @Test("Contents, roots and signatures are those of the file")
    func vectors() throws {
        let computed = try "{\n" + [contents(), root(), signatures()].joined(separator: ",\n") + "\n}\n"
        let path = "Protocol/vectors/signoff.json"
        if ProcessInfo.processInfo.environment["REWRITE"] == "1" { try ProjectFile.write(computed, to: path) }
        #expect(try ProjectFile.text(path) == computed)
    }

    private func contents() throws -> String {
        let lines = try Self.loose.map { loose in
            let canonical = try #require(CanonicalJSON.text(of: AnyValue(json: loose)))
            let content = try #require(SignedContent(canonical: canonical))
            return AnyValue.object([
                "loose": .string(loose), "canonical": .string(canonical),
                "digest": .string(content.digest.hex),
            ]).json
        }
        return "\"contents\": [\n" + lines.joined(separator: ",\n") + "\n]"
    }

    private func root() throws -> String {
        let leaves = ["p-2": Digest(of: "two"), "p-10": Digest(of: "ten"), "P": Digest(of: "P")]
        let root = try #require(SignedContent.root(committee: "factory-1", leaves: leaves))
        let value = AnyValue.object([
            "committee": .string("factory-1"), "leaves": SignatureRecord.json(leaves),
            "canonical": .string(root.canonical), "digest": .string(root.digest.hex),
        ])
        return "\"root\": " + value.json
    }

    private func signatures() throws -> String {
        let digest = Digest(of: "what is signed")
        let statements = [("", false, "bn"), ("Seulement pour l'e\u{301}te\u{301}\r\n", true, "fr")].map {
            SignatureStatement(
                committee: "factory-1", scope: .planItem("p-1"), digest: digest, member: "w1", side: .worker,
                office: "co_chair", reservation: $0.0, isUnderProtest: $0.1, language: $0.2,
                head: .init(sequence: 41, hash: Digest(of: "head").hex))
        }
        let key = SigningRoom.key("w1")
        let lines = try statements.map { statement in
            AnyValue.object([
                "statement": statement.json,
                "signed": .string(String(decoding: statement.bytes, as: UTF8.self)),
                "key": .string(Base64.text(key.publicKey.rawRepresentation)),
                "signature": .string(try Base64.text(key.signature(for: statement.bytes))),
            ]).json
        }
        return "\"signatures\": [\n" + lines.joined(separator: ",\n") + "\n]"
    }
}
