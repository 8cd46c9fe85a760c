import CRDT
import NIOCore
import NIOHTTP1
import NIOPosix

/// Small JSON calls over HTTP/1.1, one connection each.
struct HTTPCaller: Sendable {
    var server: ServerAddress
    var trust: Trust
    var loop: any EventLoop

    /// An exported plan holds every version with its texts.
    static let answerBytesMax = 64 << 20

    /// Posts a JSON object and yields the answer's; errors come in the server's own words, with its remedy.
    ///
    /// - Parameters:
    ///   - token: of the member who asks, where the call needs one.
    ///   - language: of those words; else the server's first.
    @discardableResult
    func post(
        _ path: String, _ body: AnyValue, token: String? = nil, language: String? = nil
    ) async throws -> AnyValue {
        let headers = [("content-type", "application/json")] + Self.asker(token, language)
        let text = try await call(.POST, path, headers: headers, body.json)
        return (try? AnyValue(json: text)) ?? .null
    }

    /// Gets what stands under a path, as this token's member; errors as with `post`.
    func get(_ path: String, token: String, language: String) async throws -> String {
        try await call(.GET, path, headers: Self.asker(token, language), "")
    }

    /// Who asks, and in what language they are answered.
    private static func asker(_ token: String?, _ language: String?) -> [(String, String)] {
        [token.map { ("authorization", "Bearer \($0)") }, language.map { ("accept-language", $0) }]
            .compactMap(\.self)
    }

    private func call(
        _ method: HTTPMethod, _ path: String, headers: [(String, String)], _ body: String
    ) async throws -> String {
        let answer: NIOHTTPClientResponseFull
        do {
            answer = try await exchange(method, path, headers, body)
        } catch {
            throw Trust.explain(error, of: server)
                ?? Failure(
                    "The server at \(server.text) cannot be reached; check the address and that it runs.",
                    .unavailable)
        }
        let text = answer.body.map { String(buffer: $0) } ?? ""
        if answer.head.status == .ok { return text }
        let json = (try? AnyValue(json: text)) ?? .null
        guard let message = json["error"]?["message"]?.string else {
            throw Failure("\(server.text) answers \(path) with \(answer.head.status.code).", .unavailable)
        }
        let remedy = json["error"]?["remedy"]?.string ?? ""
        throw Failure(
            [message, remedy].filter { !$0.isEmpty }.joined(separator: " "),
            answer.head.status.code >= 500 ? .unavailable : .refused)
    }

    private func exchange(
        _ method: HTTPMethod, _ path: String, _ headers: [(String, String)], _ body: String
    ) async throws -> NIOHTTPClientResponseFull {
        let promise = loop.makePromise(of: NIOHTTPClientResponseFull.self)
        let bootstrap = ClientBootstrap(group: loop).connectTimeout(.seconds(5)).channelInitializer {
            channel in
            channel.eventLoop.makeCompletedFuture {
                try trust.secure(channel, to: server)
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                try channel.pipeline.syncOperations.addHandlers(
                    NIOHTTPClientResponseAggregator(maxContentLength: Self.answerBytesMax),
                    AnswerHandler(promise: promise))
            }
        }
        let channel: any Channel
        do {
            channel = try await bootstrap.connect(host: server.host, port: server.port).get()
        } catch {
            promise.fail(error)
            return try await promise.futureResult.get()
        }
        let bytes = ByteBuffer(string: body)
        var all: HTTPHeaders = ["host": server.authority, "connection": "close"]
        if bytes.readableBytes > 0 { all.add(name: "content-length", value: "\(bytes.readableBytes)") }
        all.add(contentsOf: headers)
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: all)
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.write(HTTPClientRequestPart.body(.byteBuffer(bytes)), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        let timeout = loop.scheduleTask(in: .seconds(10)) { channel.close(promise: nil) }
        defer { timeout.cancel() }
        return try await promise.futureResult.get()
    }
}

/// Completes the promise with the answer, or with an error if the connection ends before it.
private final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = NIOHTTPClientResponseFull
    private var promise: EventLoopPromise<NIOHTTPClientResponseFull>?

    init(promise: EventLoopPromise<NIOHTTPClientResponseFull>) {
        self.promise = promise
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        promise?.succeed(unwrapInboundIn(data))
        promise = nil
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise?.fail(error)
        promise = nil
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise?.fail(ChannelError.eof)
        promise = nil
        context.fireChannelInactive()
    }
}
