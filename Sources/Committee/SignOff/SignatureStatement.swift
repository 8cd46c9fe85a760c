import CRDT
import Crypto
import FoundationEssentials

/// What a member's key signs: whose mark, on which digest, with what reservation, in sight of which history.
public struct SignatureStatement: Hashable, Sendable {
    /// The newest head of the audience `committee` the signer knew.
    public struct Head: Hashable, Sendable {
        public var sequence: Int
        /// 64 lower-case hexadecimal digits.
        public var hash: String

        public init(sequence: Int, hash: String) {
            self.sequence = sequence
            self.hash = hash
        }
    }

    public var committee: String
    public var scope: SignOffScope
    public var digest: Digest
    public var member: String
    public var side: Side
    public var office: String
    /// Empty for none; at most `reservationMax` characters.
    public var reservation: String
    public var isUnderProtest: Bool
    /// Of the texts that were displayed, such as `bn`.
    public var language: String
    public var head: Head

    static let reservationMax = 2_000

    public init(
        committee: String, scope: SignOffScope, digest: Digest, member: String, side: Side, office: String,
        reservation: String = "", isUnderProtest: Bool = false, language: String, head: Head
    ) {
        self.committee = committee
        self.scope = scope
        self.digest = digest
        self.member = member
        self.side = side
        self.office = office
        self.reservation = reservation
        self.isUnderProtest = isUnderProtest
        self.language = language
        self.head = head
    }

    /// The bytes that are signed.
    public var bytes: [UInt8] {
        // Strings, a boolean and a whole number: there is always a canonical form.
        Array(("bipartite-signature-v1\n" + (CanonicalJSON.text(of: json) ?? "")).utf8)
    }

    var json: AnyValue {
        .object([
            "committee": .string(committee), "digest": .string(digest.hex),
            "head": .object(["hash": .string(head.hash), "sequence": .number(Double(head.sequence))]),
            "language": .string(language), "member": .string(member), "office": .string(office),
            "protest": .bool(isUnderProtest), "reservation": .string(reservation),
            "scope": .string(scope.rawValue), "side": .string(side.rawValue),
        ])
    }

    /// Reads what records and files hold; nil where a member is missing or odd.
    init?(_ data: AnyValue, side: Side) {
        guard let committee = data["committee"]?.string,
            let scope = data["scope"]?.string.flatMap(SignOffScope.init),
            let digest = data["digest"]?.string.flatMap(Digest.init),
            let member = data["member"]?.string, Vocabulary.isName(member),
            let office = data["office"]?.string, Vocabulary.isLine(office),
            let reservation = data["reservation"]?.string, reservation.count <= Self.reservationMax,
            let protest = data["protest"]?.bool,
            let language = data["language"]?.string, Vocabulary.isLanguage(language),
            let head = Head(data["head"])
        else { return nil }
        self.init(
            committee: committee, scope: scope, digest: digest, member: member, side: side, office: office,
            reservation: reservation, isUnderProtest: protest, language: language, head: head)
    }

    /// Whether the signature, in base64, is the key's, in base64, over these bytes.
    func isSigned(by key: String, _ signature: String) -> Bool {
        guard let key = Base64.bytes(key), let signature = Base64.bytes(signature),
            let verifier = try? Curve25519.Signing.PublicKey(rawRepresentation: key)
        else { return false }
        return verifier.isValidSignature(signature, for: bytes)
    }
}

extension SignatureStatement.Head {
    init?(_ value: AnyValue?) {
        guard let sequence = value?["sequence"]?.int, sequence >= 0, let hash = value?["hash"]?.string,
            Digest(hex: hash) != nil
        else { return nil }
        self.init(sequence: sequence, hash: hash)
    }
}

/// Bytes in base64 with padding, written one way only.
enum Base64 {
    static func bytes(_ text: String) -> [UInt8]? {
        guard let data = Data(base64Encoded: text), data.base64EncodedString() == text else { return nil }
        return [UInt8](data)
    }

    static func text(_ bytes: some Sequence<UInt8>) -> String { Data(bytes).base64EncodedString() }
}
