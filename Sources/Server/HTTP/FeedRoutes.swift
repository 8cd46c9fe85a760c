import CRDT
import Committee
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import RoomCore

/// Plan updates for subscribers (`Protocol/feed.md`).
struct FeedRoutes: Sendable {
    let services: ServerServices
    private var committees: CommitteeRoutes { CommitteeRoutes(services: services) }

    func add(to router: Router<RoomRequestContext>) {
        router.get("v1/committees/:committee/events") { request, context in
            try await events(request, context)
        }
        router.get("v1/committees/:committee/snapshot") { request, context in
            try await snapshot(request, context)
        }
    }

    private func events(_ request: Request, _ context: RoomRequestContext) async throws -> Response {
        let authenticated = try await committees.authenticate(request, context)
        let audience = try Self.audience(of: request)
        let isStream = (request.headers[.accept] ?? "").contains("text/event-stream")
        let after = try Self.after(request)
        let seat = try await committees.within(authenticated.committee) { host in
            host.loop.makeSucceededFuture(FeedSeat(host))
        }
        guard let seat else { throw ErrorAnswer.refusal(.serviceUnavailable) }
        let stream = FeedStream(
            services: services, seat: seat, authenticated: authenticated,
            token: CommitteeRoutes.token(of: request) ?? "", audience: audience,
            format: isStream ? .serverSent : .lines, deadline: await PlainDeadline.of(context.channel))
        switch try await Self.first(of: stream, after: after) {
        case .notFound: throw ErrorAnswer.notFound
        case .belowRetention: return Self.belowRetention(authenticated.committee, audience)
        case .events(let events, _):
            return Response(
                status: .ok,
                headers: [
                    .contentType: isStream ? "text/event-stream" : "application/x-ndjson",
                    .cacheControl: "no-store",
                ],
                body: ResponseBody { writer in try await stream.run(events, after: after, &writer) })
        }
    }

    private static func first(of stream: FeedStream, after: SequenceNumber) async throws -> FeedAnswer {
        do {
            return try await stream.page(after: after, waitMilliseconds: 0)
        } catch is RequestFailure {
            throw ErrorAnswer.refusal(.serviceUnavailable)
        }
    }

    private func snapshot(_ request: Request, _ context: RoomRequestContext) async throws -> Response {
        let authenticated = try await committees.authenticate(request, context)
        let audience = try Self.audience(of: request)
        let snapshot = try await committees.within(authenticated.committee) { host in
            host.snapshot(for: authenticated.participant, audience)
        }
        guard let snapshot else { throw ErrorAnswer.notFound }
        return CommitteeRoutes.json(snapshot, .ok)
    }

    // MARK: What was asked

    /// An audience nobody has is answered as one that is not for this reader.
    private static func audience(of request: Request) throws -> Audience {
        let name = request.uri.queryParameters["audience"].map { String($0) } ?? "committee"
        guard let audience = Audience(rawValue: name) else { throw ErrorAnswer.notFound }
        return audience
    }

    /// `Last-Event-ID`, else `after`, else the beginning.
    private static func after(_ request: Request) throws -> SequenceNumber {
        let text = request.headers[.lastEventID] ?? request.uri.queryParameters["after"].map { String($0) }
        guard let text, !text.isEmpty else { return 0 }
        guard let number = SequenceNumber(text) else {
            throw ErrorAnswer(
                .badRequest, code: "bad_request", message: "after is no number of an event.",
                remedy: "Send the roomseq of the last event you have; Protocol/feed.md shows it.")
        }
        return number
    }

    private static func belowRetention(_ committee: String, _ audience: Audience) -> Response {
        let path = "/v1/committees/\(committee)/snapshot?audience=\(audience.rawValue)"
        let plan = audience == .committee ? "/v1/committees/\(committee)/plan" : nil
        var response = CommitteeRoutes.json(
            .object([
                "error": .object([
                    "code": .string("below_retention"),
                    "message": .string("Events so old are not given out any more."),
                    "remedy": .string("Take the plan or the snapshot, and go on behind its roomseq."),
                    "snapshot": .string(path), "plan": plan.map { .string($0) } ?? .null,
                ])
            ]), .gone)
        response.headers[.link] = [plan, path].compactMap { $0 }.map { "<\($0)>; rel=\"alternate\"" }
            .joined(separator: ", ")
        return response
    }
}

extension HTTPField.Name {
    fileprivate static let lastEventID = Self("Last-Event-ID") ?? .range
    fileprivate static let link = Self("Link") ?? .range
}

/// A request, and the connection it came over.
struct RoomRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}
