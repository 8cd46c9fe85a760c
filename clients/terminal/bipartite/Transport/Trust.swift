import Foundation
import NIOCore
import NIOSSL

/// Whose word a server's certificate needs: the system's authorities, or those of a file given at joining.
struct Trust: Hashable, Sendable {
    /// PEM; nil means the system's.
    let authorities: [UInt8]?

    static let system = Trust(authorities: nil)

    private init(authorities: [UInt8]?) {
        self.authorities = authorities
    }

    /// Trusts the certificates of a PEM file, and no others.
    init(file: String) throws(Failure) {
        guard let bytes = FileManager.default.contents(atPath: file),
            let certificates = try? NIOSSLCertificate.fromPEMBytes(Array(bytes)), !certificates.isEmpty
        else { throw Failure("\(file) holds no certificate in PEM that can be read.", .data) }
        authorities = Array(bytes)
    }

    /// Puts TLS in front of everything else, if the server is one of `https://`.
    func secure(_ channel: any Channel, to server: ServerAddress) throws {
        guard server.isSecure else { return }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        if let authorities {
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(authorities))
        }
        let context = try NIOSSLContext(configuration: configuration)
        let isNumber = (try? SocketAddress(ipAddress: server.host, port: server.port)) != nil
        try channel.pipeline.syncOperations.addHandler(
            NIOSSLClientHandler(context: context, serverHostname: isNumber ? nil : server.host),
            position: .first)
    }

    /// What went wrong with TLS, in words; nil if the error is another.
    static func explain(_ error: any Error, of server: ServerAddress) -> Failure? {
        let words = "\(error)"
        if words.contains("CERTIFICATE_VERIFY_FAILED") {
            return Failure(
                "The certificate of \(server.text) is not trusted on this machine. If your programme has "
                    + "its own authority, join with its file: --ca FILE.", .unavailable)
        }
        switch error {
        case NIOSSLError.unableToValidateCertificate, NIOSSLError.noCertificateToValidate,
            is NIOSSLExtraError:
            return Failure(
                "The certificate of \(server.text) is one for another name; check the address.", .unavailable)
        case is NIOSSLError, is BoringSSLError:
            return Failure(
                "\(server.text) does not speak TLS as it should; if it serves plain HTTP, say "
                    + "http://\(server.authority).", .unavailable)
        default:
            return nil
        }
    }
}
