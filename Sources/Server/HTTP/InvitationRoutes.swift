import CRDT
import Committee
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import RoomCore

/// A side gives its own members the codes they join with: nobody of the other side, and no operator, need be
/// asked (`Protocol/sync.md`, *Accounts*).
struct InvitationRoutes: Sendable {
    let services: ServerServices
    private var committees: CommitteeRoutes { CommitteeRoutes(services: services) }

    func add(to router: Router<RoomRequestContext>) {
        router.post("v1/committees/:committee/invitations") { request, context in
            try await invite(request, context)
        }
    }

    private func invite(_ request: Request, _ context: RoomRequestContext) async throws -> Response {
        let language = CommitteeRoutes.language(of: request)
        let (body, sender) = try await committees.collect(
            request, context, upTo: services.limits.requestBodyBytesMax)
        guard let text = String(validating: body.readableBytesView, as: UTF8.self),
            let member = (try? AnyValue(json: text, limits: services.decoding))?["member"]?.string
        else {
            let unreadable = Refusal(.commandUnreadable, ["member": "member", "expected": "a member's id"])
            return CommitteeRoutes.answer(.refused(unreadable), in: language)
        }
        let objection = try await committees.within(sender.committee) { host in
            host.objection(toInviting: member, by: sender.participant)
        }
        if let objection { return CommitteeRoutes.answer(.refused(objection), in: language) }
        let accounts = services.doorkeeper.accounts
        let follower = services.follower
        let invitation = try await services.doorkeeper.threads.runIfActive {
            // A seat that was just given is known to the room, and only then to the accounts.
            follower.settle(sender.committee)
            return try? accounts.invite(member: member, of: sender.committee, now: .now, isOnly: true)
        }
        guard let invitation else { throw ErrorAnswer.refusal(.serviceUnavailable) }
        return CommitteeRoutes.json(
            .object([
                "code": .string(invitation.code.shown), "member": .string(member),
                "name": .string(invitation.participant.name),
                "expires": .number(Double(invitation.expires)),
            ]), .ok)
    }
}
