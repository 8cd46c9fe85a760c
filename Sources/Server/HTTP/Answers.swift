import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// A JSON body with status 200.
struct JSONAnswer<Body: Encodable>: ResponseGenerator {
    private let body: Body

    init(_ body: Body) {
        self.body = body
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        try json(body, status: .ok)
    }
}

/// An error as every call answers it: what is wrong and what to do.
struct ErrorAnswer: Error {
    let status: HTTPResponse.Status
    let body: [String: [String: String]]

    init(_ status: HTTPResponse.Status, code: String, message: String, remedy: String) {
        self.status = status
        body = ["error": ["code": code, "message": message, "remedy": remedy]]
    }

    static let notFound = ErrorAnswer(
        .notFound, code: "not_found", message: "There is nothing here, or not for you.",
        remedy: "Check the address.")

    /// What `healthz` says once the log writes no more.
    static let halted = ErrorAnswer(
        .serviceUnavailable, code: "log_halted",
        message: "The disk has failed: nothing is saved until the server is started again.",
        remedy: "Check the disk, start the server again, then run bipartite-server verify.")

    /// Why there is no WebSocket.
    static func refusal(_ status: HTTPResponse.Status) -> ErrorAnswer {
        switch status {
        case .notFound:
            notFound
        case .unauthorized:
            ErrorAnswer(
                status, code: "token_invalid", message: "The token is missing, wrong or expired.",
                remedy: "Get a new token, or join with a new code.")
        case .upgradeRequired:
            ErrorAnswer(
                status, code: "upgrade_required", message: "WebSockets of version 13 are spoken here.",
                remedy: "Connect with a WebSocket client.")
        case .forbidden:
            ErrorAnswer(
                status, code: "origin_refused", message: "Pages of this origin may not connect here.",
                remedy: "Open the page on this server's own address, or allow it with --allow-origin.")
        case .requestHeaderFieldsTooLarge:
            ErrorAnswer(
                status, code: "headers_too_big",
                message: "The headers of the request are too many or too long.",
                remedy: "Send only what Protocol/sync.md names.")
        case .badRequest:
            ErrorAnswer(
                status, code: "bad_request", message: "This is no request of HTTP/1.1, or too long a one.",
                remedy: "Protocol/sync.md tells what can be asked.")
        default:
            ErrorAnswer(
                status, code: "unavailable", message: "The server cannot open this now.",
                remedy: "Try again in a while.")
        }
    }

    func encoded() -> ByteBuffer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return ByteBuffer(bytes: (try? encoder.encode(body)) ?? Data())
    }
}

/// Turns everything thrown into the one form errors have. Nothing of a request is repeated or logged.
struct ErrorsAsJSON<Context: RequestContext>: RouterMiddleware {
    @concurrent
    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as ErrorAnswer {
            return try json(error.body, status: error.status)
        } catch let error as any HTTPResponseError where error.status == .notFound {
            return try json(ErrorAnswer.notFound.body, status: .notFound)
        } catch let error as any HTTPResponseError {
            let answer = ErrorAnswer(
                error.status, code: "bad_request", message: error.status.reasonPhrase,
                remedy: "Protocol/sync.md tells what can be asked.")
            return try json(answer.body, status: error.status)
        }
    }
}

private func json(_ body: some Encodable, status: HTTPResponse.Status) throws -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var headers: HTTPFields = [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"]
    if status == .serviceUnavailable { headers[.retryAfter] = "1" }
    return Response(
        status: status, headers: headers,
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encoder.encode(body))))
}
