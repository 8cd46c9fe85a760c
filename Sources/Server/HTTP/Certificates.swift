import Logging
import NIOSSL
import Synchronization

/// Where the certificate chain of TLS and its key lie, both PEM.
public struct TLSFiles: Hashable, Sendable {
    public var certificate: String
    public var key: String

    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}

/// Why a certificate or its key is not taken, in one sentence.
public enum CertificateFailure: Error, Hashable, CustomStringConvertible {
    case noCertificate(file: String)
    case noKey(file: String)
    case mismatch(TLSFiles)

    public var description: String {
        switch self {
        case .noCertificate(let file):
            "\(file) holds no certificate in PEM that can be read; check --tls-cert and the file's rights"
        case .noKey(let file):
            "\(file) holds no private key in PEM without a pass phrase; check --tls-key and the file's rights"
        case .mismatch(let files):
            "the key in \(files.key) is not the one of the certificate in \(files.certificate)"
        }
    }
}

/// The certificate in force. Each connection keeps the one it began with.
final class Certificates: Sendable {
    private let files: TLSFiles
    private let inForce: Mutex<NIOSSLContext>

    init(_ files: TLSFiles) throws(CertificateFailure) {
        self.files = files
        inForce = Mutex(try Self.read(files))
    }

    var current: NIOSSLContext { inForce.withLock { $0 } }

    /// Reads both files again; if either is bad the old certificate stays.
    func reload() throws(CertificateFailure) {
        let fresh = try Self.read(files)
        inForce.withLock { $0 = fresh }
    }

    /// As `reload`, and logs what came of it.
    func reload(logger: Logger) {
        do {
            try reload()
            logger.info("certificate reloaded", metadata: ["file": "\(files.certificate)"])
        } catch {
            logger.error("certificate not reloaded, the old one stays", metadata: ["failure": "\(error)"])
        }
    }

    private static func read(_ files: TLSFiles) throws(CertificateFailure) -> NIOSSLContext {
        guard let chain = try? NIOSSLCertificate.fromPEMFile(files.certificate), !chain.isEmpty else {
            throw .noCertificate(file: files.certificate)
        }
        guard let key = try? NIOSSLPrivateKey(file: files.key, format: .pem) else {
            throw .noKey(file: files.key)
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .mismatch(files)
        }
    }
}
