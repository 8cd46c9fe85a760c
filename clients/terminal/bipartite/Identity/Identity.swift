import CRDT
import Committee
import Foundation

/// One membership on this machine: who, in which committee, on which server, and the key that proves it.
struct Identity: Sendable {
    var server: ServerAddress
    /// Whose certificates the server may show; kept beside the identity as `ca.pem`.
    var trust = Trust.system
    var committee: String
    var member: String
    var name: String
    var role: Role
    var token: String
    /// Seconds since 1970.
    var expires: Double
    /// The token as the disk has it, until `unlock`.
    private var sealedToken: [UInt8]?
    /// Seals the token on disk; nil until the key is unlocked.
    private var storeKey: StoreKey?
    /// The member's own folder: key, documents, journal.
    var folder: URL

    init(
        server: ServerAddress, trust: Trust, committee: String, member: String, name: String, role: Role,
        token: String, expires: Double, folder: URL, sealedToken: [UInt8]? = nil
    ) {
        (self.server, self.trust, self.committee, self.member) = (server, trust, committee, member)
        (self.name, self.role, self.token, self.expires) = (name, role, token, expires)
        (self.folder, self.sealedToken) = (folder, sealedToken)
    }

    /// Opens the token, and seals it whenever this is saved from now on.
    mutating func unlock(with key: StoreKey) {
        storeKey = key
        guard let sealed = sealedToken, let bytes = key.open(sealed, at: "token") else { return }
        token = String(decoding: bytes, as: UTF8.self)
    }

    var participant: Participant { Participant(id: member, name: name, role: role) }
}

/// On disk: `identity.json` and `key`, readable by their owner alone.
extension Identity {
    init(reading folder: URL) throws(Failure) {
        let file = folder.appending(path: "identity.json")
        guard let text = try? String(contentsOf: file, encoding: .utf8), let json = try? AnyValue(json: text),
            let host = json["host"]?.string, let committee = json["committee"]?.string,
            let member = json["member"]?.string, let role = json["role"]?.string.flatMap(Role.init(rawValue:))
        else {
            throw Failure(
                "\(file.path) is damaged; move its folder away and join again with a new code.", .identity)
        }
        let authorities = folder.appending(path: "ca.pem").path
        let isOwnTrust = FileManager.default.fileExists(atPath: authorities)
        self.init(
            server: try ServerAddress(host), trust: isOwnTrust ? try Trust(file: authorities) : .system,
            committee: committee, member: member,
            name: json["name"]?.string ?? member, role: role, token: json["token"]?.string ?? "",
            expires: json["expires"]?.double ?? 0, folder: folder,
            sealedToken: json["sealed_token"]?.string.flatMap { Data(base64Encoded: $0) }.map { Array($0) })
    }

    func save() throws(Failure) {
        let sealed = try storeKey?.seal(Array(token.utf8), at: "token")
        let kept: AnyValue.Member =
            sealed.map { .init("sealed_token", .string(Data($0).base64EncodedString())) }
            ?? .init("token", .string(token))
        let json = AnyValue.object([
            .init("format", .number(1)), .init("host", .string(server.text)),
            .init("committee", .string(committee)), .init("member", .string(member)),
            .init("name", .string(name)), .init("role", .string(role.rawValue)), kept,
            .init("expires", .number(expires)),
        ])
        if let authorities = trust.authorities {
            try PrivateFile.write(authorities, to: folder.appending(path: "ca.pem"))
        }
        try PrivateFile.write(Array(json.json.utf8), to: folder.appending(path: "identity.json"))
    }

    /// The key that proves who this is.
    var keyFile: KeyFile { KeyFile(folder: folder, member: member) }
}

/// The tour of the first start: due from joining until it was seen.
extension Identity {
    private var tourFile: URL { folder.appending(path: "tour-due") }

    var isTourDue: Bool { FileManager.default.fileExists(atPath: tourFile.path) }

    func keepTourDue() throws(Failure) { try PrivateFile.write([], to: tourFile) }

    func forgetTour() { try? FileManager.default.removeItem(at: tourFile) }
}
