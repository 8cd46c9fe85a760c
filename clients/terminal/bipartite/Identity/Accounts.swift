import CRDT
import Committee
import Crypto
import Foundation
import NIOCore

/// The server's account calls: redeem a code, renew a token. `Protocol/sync.md`, *Accounts*.
struct Accounts: Sendable {
    var http: HTTPCaller

    /// Redeems a code: registers the key and yields the membership it stands for.
    func join(code: String, key: Curve25519.Signing.PrivateKey, folder: DataFolder) async throws -> Identity {
        let answer = try await http.post(
            "/v1/join",
            .object([
                "code": .string(code),
                "public_key": .string(key.publicKey.rawRepresentation.base64EncodedString()),
            ]))
        guard let committee = answer["committee"]?.string, let member = answer["member"]?.string,
            let role = answer["role"]?.string.flatMap(Role.init(rawValue:)),
            let token = answer["token"]?.string
        else {
            throw Failure("\(http.server.text) answers, but not as a Bipartite server does.", .unavailable)
        }
        return Identity(
            server: http.server, trust: http.trust, committee: committee, member: member,
            name: answer["name"]?.string ?? member,
            role: role, token: token, expires: answer["expires"]?.double ?? 0,
            folder: folder.member(member, of: committee, on: http.server))
    }

    /// A fresh token, by the key's signature over the server's challenge.
    func renew(
        _ identity: Identity, with key: Curve25519.Signing.PrivateKey
    ) async throws -> (token: String, expires: Double) {
        let who: [AnyValue.Member] = [
            .init("committee", .string(identity.committee)), .init("member", .string(identity.member)),
        ]
        let asked = try await http.post("/v1/challenge", .object(who))
        let challenge = asked["challenge"]?.string ?? ""
        let words = "bipartite-token-v1\n\(identity.committee)\n\(identity.member)\n\(challenge)"
        let signature = try key.signature(for: Data(words.utf8))
        let answer = try await http.post(
            "/v1/token",
            .object(
                who + [
                    .init("challenge", .string(challenge)),
                    .init("signature", .string(signature.base64EncodedString())),
                ]))
        guard let token = answer["token"]?.string else {
            throw Failure("\(http.server.text) gave no token.", .unavailable)
        }
        return (token, answer["expires"]?.double ?? 0)
    }
}
