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
    /// The member's own folder: key, documents, journal.
    var folder: URL

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
            expires: json["expires"]?.double ?? 0, folder: folder)
    }

    func save() throws(Failure) {
        let json = AnyValue.object([
            "format": .number(1), "host": .string(server.text), "committee": .string(committee),
            "member": .string(member), "name": .string(name), "role": .string(role.rawValue),
            "token": .string(token), "expires": .number(expires),
        ])
        if let authorities = trust.authorities {
            try PrivateFile.write(authorities, to: folder.appending(path: "ca.pem"))
        }
        try PrivateFile.write(Array(json.json.utf8), to: folder.appending(path: "identity.json"))
    }

    /// The key that proves who this is.
    var keyFile: KeyFile { KeyFile(folder: folder, member: member) }
}
