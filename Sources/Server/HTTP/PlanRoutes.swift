import Committee
import HTTPTypes
import Hummingbird

/// The plan for whoever enters no document (`Protocol/feed.md`).
struct PlanRoutes: Sendable {
    let services: ServerServices
    private var committees: CommitteeRoutes { CommitteeRoutes(services: services) }

    func add(to router: Router<RoomRequestContext>) {
        router.get("v1/committees/:committee/plan") { request, context in
            try await plan(request, context)
        }
    }

    private func plan(_ request: Request, _ context: RoomRequestContext) async throws -> Response {
        let authenticated = try await committees.authenticate(request, context)
        let plan = try await committees.within(authenticated.committee) { host in
            host.plan(for: authenticated.participant)
        }
        guard let plan else { throw ErrorAnswer.notFound }
        return CommitteeRoutes.json(plan, .ok)
    }
}
