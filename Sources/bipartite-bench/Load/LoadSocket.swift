import Foundation

/// One TCP socket of the load. It never waits: what cannot be done now is tried again when the loop says so.
struct LoadSocket {
    let descriptor: Int32

    enum Received {
        case bytes(Int)
        case nothing
        case end(String)
    }

    /// Begins to connect to a numeric IPv4 address. How it went is known when the socket can be written to.
    init(to host: String, port: Int) throws(LoadFailure) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(clamping: port).bigEndian)
        guard unsafe inet_pton(AF_INET, host, &address.sin_addr) == 1 else {
            throw LoadFailure("\(host) is not an address such as 127.0.0.1")
        }
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw LoadFailure("no more sockets: \(Self.reason(errno))") }
        var isOn: Int32 = 1
        unsafe setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let answer = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, size)
            }
        }
        guard answer == 0 || errno == EINPROGRESS else {
            let reason = Self.reason(errno)
            close()
            throw LoadFailure("no connection: \(reason)")
        }
    }

    /// Why there is no connection; nil when there is one.
    var refusal: String? {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
        return code == 0 ? nil : Self.reason(code)
    }

    func receive(into buffer: inout [UInt8]) -> Received {
        let count = unsafe buffer.withUnsafeMutableBytes {
            unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
        }
        if count > 0 { return .bytes(count) }
        if count == 0 { return .end("the server closed the connection") }
        return errno == EAGAIN || errno == EINTR ? .nothing : .end(Self.reason(errno))
    }

    /// How many of the bytes went out; a lost connection is told by the next read.
    func send(_ bytes: [UInt8]) -> Int {
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        return max(0, count)
    }

    func close() { Foundation.close(descriptor) }

    private static func reason(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
}
