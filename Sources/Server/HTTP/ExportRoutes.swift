import Committee
import HTTPTypes
import Hummingbird
import NIOCore
import RoomCore

/// What both sides signed, as files anybody can check, and the key the server signs them with
/// (`Protocol/signoff.md`).
struct ExportRoutes: Sendable {
    let services: ServerServices
    private var committees: CommitteeRoutes { CommitteeRoutes(services: services) }

    func add(to router: Router<RoomRequestContext>) {
        router.get("v1/committees/:committee/plan/export") { request, context in
            try await export(request, context) { host, participant in host.exportPlan(for: participant) }
        }
        router.get("v1/committees/:committee/minutes/:meeting/export") { request, context in
            let meeting = context.parameters.get("meeting") ?? ""
            return try await export(request, context) { host, participant in
                host.exportMinutes(of: meeting, for: participant)
            }
        }
        // No secret: exported files carry it, and whoever checks one compares.
        router.get("v1/server-key") { _, _ in JSONAnswer(["key": services.serverKey]) }
    }

    private func export(
        _ request: Request, _ context: RoomRequestContext,
        _ file: @escaping @Sendable (RoomHost, Participant) -> EventLoopFuture<Result<[UInt8], Refusal>>
    ) async throws -> Response {
        let authenticated = try await committees.authenticate(request, context)
        let file = try await committees.within(authenticated.committee) { host in
            file(host, authenticated.participant)
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
