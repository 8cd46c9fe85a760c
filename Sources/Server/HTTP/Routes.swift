import Foundation
import Committee
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOPosix

/// The HTTP side of the port (`Protocol/sync.md`, *Accounts*).
struct Routes: Sendable {
    let services: ServerServices
    private var accounts: AccountStore { services.doorkeeper.accounts }

    func router() -> Router<RoomRequestContext> {
        let router = Router(context: RoomRequestContext.self)
        router.add(middleware: ErrorsAsJSON())
        router.get("healthz") { _, _ in try health() }
        router.post("v1/join") { request, _ in try await join(request) }
        router.post("v1/challenge") { request, _ in try await challenge(request) }
        router.post("v1/token") { request, _ in try await renew(request) }
        CommitteeRoutes(services: services).add(to: router)
        if let desk = services.intake { IntakeRoutes(services: services, desk: desk).add(to: router) }
        for path in ["sync", "y/:committee/:document"] as [RouterPath] {
            router.get(path) { _, _ -> Response in throw ErrorAnswer.refusal(.upgradeRequired) }
        }
        return router
    }

    private func health() throws -> JSONAnswer<[String: String]> {
        guard services.metrics.haltedBy == nil else { throw ErrorAnswer.halted }
        return JSONAnswer(["status": "ok"])
    }

    // MARK: Accounts

    private struct JoinBody: Decodable {
        var code: String
        var public_key: Data
    }

    private struct JoinReply: Encodable {
        var committee, member, name, role, token: String
        var expires: Int
    }

    private func join(_ request: Request) async throws -> JSONAnswer<JoinReply> {
        let body: JoinBody = try await read(request)
        let joined = try await offLoop { () throws(JoinFailure) in
            try accounts.join(code: body.code, publicKey: Array(body.public_key), now: .now)
        }
        switch joined {
        case .success(let joined):
            await announce(joined)
            return JSONAnswer(
                JoinReply(
                    committee: joined.committee, member: joined.participant.id, name: joined.participant.name,
                    role: joined.participant.role.rawValue, token: joined.token.token,
                    expires: joined.token.expires))
        case .failure(let failure):
            let status: HTTPResponse.Status
            switch failure {
            case .mistyped, .unusableKey: status = .badRequest
            case .unknown: status = .notFound
            case .used, .expired: status = .gone
            case .storage: status = .internalServerError
            }
            throw ErrorAnswer(
                status, code: failure.code, message: failure.message, remedy: failure.remedy)
        }
    }

    /// The room learns of the new key before the member can use it. A room that cannot be opened now learns
    /// of it when it is loaded, before anybody is let in.
    private func announce(_ joined: Joined) async {
        do {
            let keys = try accounts.keys(of: joined.committee).filter {
                $0.participant.id == joined.participant.id
            }
            let loop = services.loops.any()
            try await services.directory.lease(joined.committee, on: loop).flatMap { host in
                host.release()
                return host.register(keys).hop(to: loop)
            }.get()
        } catch {
            services.logger.warning(
                "the room learns of a key later",
                metadata: ["room": "\(joined.committee)", "failure": "\(error)"])
        }
    }

    private struct ChallengeBody: Decodable {
        var committee: String
        var member: String
    }

    private func challenge(_ request: Request) async throws -> JSONAnswer<[String: String]> {
        let body: ChallengeBody = try await read(request)
        return JSONAnswer([
            "challenge": accounts.challenge(member: body.member, of: body.committee, now: .now)
        ])
    }

    private struct TokenBody: Decodable {
        var committee: String
        var member: String
        var challenge: String
        var signature: Data
    }

    private struct TokenReply: Encodable {
        var token: String
        var expires: Int
    }

    private func renew(_ request: Request) async throws -> JSONAnswer<TokenReply> {
        let body: TokenBody = try await read(request)
        let renewed = try await offLoop { () throws(RenewFailure) in
            try accounts.renew(
                member: body.member, of: body.committee, challenge: body.challenge,
                signature: Array(body.signature), now: .now)
        }
        switch renewed {
        case .success(let issued):
            return JSONAnswer(TokenReply(token: issued.token, expires: issued.expires))
        case .failure(let failure):
            throw ErrorAnswer(
                failure == .refused ? .unauthorized : .internalServerError, code: failure.code,
                message: failure.message, remedy: failure.remedy)
        }
    }

    // MARK: Small things

    private func read<Body: Decodable>(_ request: Request) async throws -> Body {
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: services.limits.requestBodyBytesMax)
        } catch is NIOTooManyBytesError {
            throw ErrorAnswer(
                .contentTooLarge, code: "too_big",
                message: "The body is over \(services.limits.requestBodyBytesMax) bytes.",
                remedy: "Send only what Protocol/sync.md names.")
        }
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(buffer.readableBytesView)) else {
            throw ErrorAnswer(
                .badRequest, code: "bad_request", message: "The body is not the JSON this call takes.",
                remedy: "Protocol/sync.md, section Accounts, shows it.")
        }
        return body
    }

    /// Runs what reads or writes the accounts where it blocks no event loop.
    private func offLoop<Value: Sendable, Failure>(
        _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws -> Result<Value, Failure> {
        try await services.doorkeeper.threads.runIfActive {
            Result { () throws(Failure) in try body() }
        }
    }
}
