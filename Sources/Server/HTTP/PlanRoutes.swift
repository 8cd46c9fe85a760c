import Committee
import HTTPTypes
import Hummingbird
import NIOCore
import RoomCore

/// The plan for whoever enters no document, and as a file anybody can check (`Protocol/feed.md`,
/// `Protocol/signoff.md`).
struct PlanRoutes: Sendable {
    let services: ServerServices
    private var committees: CommitteeRoutes { CommitteeRoutes(services: services) }

    func add(to router: Router<RoomRequestContext>) {
        router.get("v1/committees/:committee/plan") { request, context in
            try await plan(request, context)
        }
        router.get("v1/committees/:committee/plan/export") { request, context in
            try await export(request, context)
        }
        // No secret: exported plans carry it, and whoever checks one compares.
        router.get("v1/server-key") { _, _ in JSONAnswer(["key": services.serverKey]) }
    }

    private func plan(_ request: Request, _ context: RoomRequestContext) async throws -> Response {
        let authenticated = try await committees.authenticate(request, context)
        let plan = try await committees.within(authenticated.committee) { host in
            host.plan(for: authenticated.participant)
        }
        guard let plan else { throw ErrorAnswer.notFound }
        return CommitteeRoutes.json(plan, .ok)
    }

    private func export(_ request: Request, _ context: RoomRequestContext) async throws -> Response {
        let authenticated = try await committees.authenticate(request, context)
        let file = try await committees.within(authenticated.committee) { host in
            host.exportPlan(for: authenticated.participant)
        }
        switch file {
        case .success(let bytes):
            return Response(
                status: .ok,
                headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        // As for what does not exist, to the byte.
        case .failure(let refusal) where refusal.code == .notFound: throw ErrorAnswer.notFound
        case .failure(let refusal):
            return CommitteeRoutes.answer(.refused(refusal), in: CommitteeRoutes.language(of: request))
        }
    }
}
