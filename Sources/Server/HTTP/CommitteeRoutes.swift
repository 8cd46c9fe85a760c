import CRDT
import Committee
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import RoomCore
import RoomLog

/// What a program may ask of a room over HTTP (`Protocol/commands.md`).
struct CommitteeRoutes: Sendable {
    let services: ServerServices

    func add(to router: Router<RoomRequestContext>) {
        router.post("v1/committees/:committee/commands") { request, context in
            try await command(request, context)
        }
        router.get("v1/committees/:committee/matters/:matter") { request, context in
            try await matter(request, context)
        }
        FeedRoutes(services: services).add(to: router)
        PlanRoutes(services: services).add(to: router)
        ExportRoutes(services: services).add(to: router)
        InvitationRoutes(services: services).add(to: router)
    }

    // MARK: Commands

    private func command(_ request: Request, _ context: RoomRequestContext) async throws -> Response {
        let language = Self.language(of: request)
        let (body, sender) = try await collect(request, context, upTo: services.commandBytesMax)
        guard let text = String(validating: body.readableBytesView, as: UTF8.self),
            let command = try? AnyValue(json: text, limits: services.decoding)
        else {
            let unreadable = Refusal(
                .commandUnreadable, ["member": "the body", "expected": "one JSON object"])
            return Self.answer(.refused(unreadable), in: language)
        }
        let answer = try await within(sender.committee) { room in
            room.command(command, bytes: body.readableBytes, by: sender.participant)
        }
        return Self.answer(answer, in: language)
    }

    /// What a reporter hears of a matter of their own (`Protocol/commands.md`).
    private func matter(_ request: Request, _ context: RoomRequestContext) async throws -> Response {
        let authenticated = try await authenticate(request, context)
        let matter = context.parameters.get("matter") ?? ""
        let answer = try await within(authenticated.committee) { host in
            host.answer(about: matter, to: authenticated.participant)
        }
        guard let answer else { throw ErrorAnswer.notFound }
        return Self.json(answer, .ok)
    }

    static func answer(_ answer: CommandAnswer, in language: String) -> Response {
        switch answer {
        case .recorded: json(.object(answer.members(in: language)), .ok)
        case .refused(let refusal):
            json(.object([.init("error", refusal.json(in: language))]), status(of: refusal.code))
        }
    }

    private static func status(of code: RefusalCode) -> HTTPResponse.Status {
        switch code {
        case .commandUnreadable, .commandUnknown: .badRequest
        case .notFound: .notFound
        case .notPermitted: .forbidden
        default: .conflict
        }
    }

    // MARK: What every call needs

    /// Whom the token stands for, if it is one of the committee in the path: a committee one does not belong
    /// to is answered as one that does not exist.
    func authenticate(_ request: Request, _ context: RoomRequestContext) async throws -> Authenticated {
        guard let token = Self.token(of: request),
            let authenticated = try await services.doorkeeper.authenticate(
                token, on: services.loops.any()
            ).get()
        else { throw ErrorAnswer.refusal(.unauthorized) }
        guard context.parameters.get("committee") == authenticated.committee else {
            throw ErrorAnswer.notFound
        }
        return authenticated
    }

    /// The whole body, and whom the token stands for once it is here: a body may take a minute to come, and
    /// a token that was revoked meanwhile does nothing any more.
    ///
    /// - Parameter mayAsk: for all others there is nothing here, whatever they send.
    func collect(
        _ request: Request, _ context: RoomRequestContext, upTo bytesMax: Int,
        from mayAsk: (Authenticated) -> Bool = { _ in true }
    ) async throws -> (body: ByteBuffer, sender: Authenticated) {
        let asker = try await authenticate(request, context)
        guard mayAsk(asker) else { throw ErrorAnswer.notFound }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: bytesMax)
        } catch is NIOTooManyBytesError {
            throw ErrorAnswer(
                .contentTooLarge, code: "too_big", message: "The body is over \(bytesMax) bytes.",
                remedy: "Send only what the page of this call in Protocol names.")
        }
        let sender = try await authenticate(request, context)
        guard mayAsk(sender) else { throw ErrorAnswer.notFound }
        return (body, sender)
    }

    static func token(of request: Request) -> String? {
        guard let header = request.headers[.authorization] else { return nil }
        let words = header.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        return String(words[1])
    }

    /// Asks a room, loaded for it if need be.
    func within<Answer: Sendable>(
        _ committee: String, _ ask: @escaping @Sendable (RoomHost) -> EventLoopFuture<Answer>
    ) async throws -> Answer {
        do {
            let loop = services.loops.any()
            return try await services.directory.lease(committee, on: loop).flatMap { host in
                ask(host).hop(to: loop)
            }.get()
        } catch RoomUnavailable.notLoaded(.unknownRoom) {
            throw ErrorAnswer.notFound
        } catch is RoomUnavailable {
            throw ErrorAnswer.refusal(.serviceUnavailable)
        } catch is RequestFailure {
            throw ErrorAnswer.refusal(.serviceUnavailable)
        }
    }

    /// The language asked for most that refusals can be told in; English without one.
    static func language(of request: Request) -> String {
        let wishes = (request.headers[.acceptLanguage] ?? "").prefix(500).split(separator: ",").map { wish in
            let parts = wish.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
            return (tag: parts.first ?? "", weight: weight ?? 1)
        }
        // Sorting is stable: of equals the first counts.
        let known = wishes.filter { Refusal.isTold(in: $0.tag) && $0.weight > 0 }
        return known.sorted { $0.weight > $1.weight }.first?.tag ?? "en"
    }

    static func json(_ value: AnyValue, _ status: HTTPResponse.Status) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: value.json)))
    }
}
