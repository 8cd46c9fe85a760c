import CRDT
import Committee
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix

/// The form for anonymous reports, and the slips it takes (`Protocol/intake.md`).
///
/// Every answer to a reporter is 200, with the same headers, and has one of a few lengths. Nothing of a
/// request is kept: no address, no header, no time.
struct IntakeRoutes: Sendable {
    let services: ServerServices
    let desk: IntakeDesk

    func add(to router: Router<RoomRequestContext>) {
        router.get("report/:committee") { request, context in
            Self.page(.blank, request, context)
        }
        router.post("report/:committee") { request, context in
            Self.page(try await outcome(request, context), request, context)
        }
        router.post("v1/committees/:committee/slips") { request, context in
            try await slips(request, context)
        }
    }

    // MARK: For reporters

    private func outcome(
        _ request: Request, _ context: RoomRequestContext
    ) async throws -> IntakePage.Outcome {
        let committee = context.parameters.get("committee") ?? ""
        let type = request.headers[.contentType] ?? "application/x-www-form-urlencoded"
        guard type.hasPrefix("application/x-www-form-urlencoded") else { return .problem(.notText) }
        do {
            let body = try await request.body.collect(upTo: IntakeForm.bytesMax)
            return await desk.answer(Array(body.readableBytesView), committee: committee)
        } catch is NIOTooManyBytesError {
            return .problem(.tooLong)
        }
    }

    private static func page(
        _ outcome: IntakePage.Outcome, _ request: Request, _ context: RoomRequestContext
    ) -> Response {
        let language = request.uri.queryParameters["l"].map { String($0) } ?? "en"
        let page = IntakePage(language: language)
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: page.bytes(outcome))))
    }

    private static let headers: HTTPFields = {
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
            .contentSecurityPolicy:
                "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
                + "frame-ancestors 'none'",
            .xContentTypeOptions: "nosniff",
        ]
        if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "no-referrer" }
        return headers
    }()

    // MARK: For the worker side

    /// Bytes of a thousand hashes with what stands around them.
    private static let slipsBytesMax = 80 * SlipBatch.countMax

    private func slips(_ request: Request, _ context: RoomRequestContext) async throws -> Response {
        let committees = CommitteeRoutes(services: services)
        let (body, sender) = try await committees.collect(request, context, upTo: Self.slipsBytesMax) {
            $0.participant.role == .member(.worker)
        }
        let json = String(validating: body.readableBytesView, as: UTF8.self).flatMap {
            try? AnyValue(json: $0, limits: services.decoding)
        }
        let hashes = (json?["hashes"]?.array ?? []).compactMap(\.string)
        guard (1...SlipBatch.countMax).contains(hashes.count), hashes.allSatisfy(Self.isHash) else {
            throw ErrorAnswer(
                .badRequest, code: "bad_request",
                message:
                    "The body must be {\"hashes\": [...]}, 1 to \(SlipBatch.countMax) in hexadecimal.",
                remedy: "Protocol/intake.md shows it.")
        }
        let zone = try await committees.within(sender.committee) { host in host.timeZone() }
        let isTaken = try await services.doorkeeper.threads.runIfActive {
            try desk.store.add(slips: hashes.sorted(), of: sender.committee, timeZone: zone)
        }
        guard isTaken else {
            throw ErrorAnswer(
                .conflict, code: "too_many_slips", message: "So many slips are open that no more are taken.",
                remedy: "Hand out those there are.")
        }
        return CommitteeRoutes.json(.object(["slips": .number(Double(hashes.count))]), .ok)
    }

    private static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }
}
