import HTTPTypes
import Hummingbird
import NIOCore

/// `/metrics` on a port of its own, so that no member's address reaches it.
struct MetricsListener {
    let source: MetricsSource

    func router() -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        router.get("metrics") { _, _ in
            Response(
                status: .ok,
                headers: [
                    .contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store",
                ],
                body: ResponseBody(byteBuffer: ByteBuffer(string: try await source.page())))
        }
        return router
    }

    /// Listens; `bound` hears the port.
    func service(at address: ListenAddress, bound: EventLoopPromise<Int?>) -> some ApplicationProtocol {
        Application(
            router: router(),
            configuration: ApplicationConfiguration(address: .hostname(address.host, port: address.port)),
            onServerRunning: { bound.succeed($0.localAddress?.port ?? address.port) },
            eventLoopGroupProvider: .shared(source.services.loops), logger: source.services.logger)
    }
}
