// swift-tools-version: 6.2
// The target list is the architecture: docs/ARCHITECTURE.md draws the same arrows.

import PackageDescription

/// Every target of ours is compiled with these; a warning is an error.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

// Outside libraries, by the name the targets use.
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let collections: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioWebSocket: Target.Dependency = .product(name: "NIOWebSocket", package: "swift-nio")
let nioExtras: Target.Dependency = .product(name: "NIOExtras", package: "swift-nio-extras")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1: Target.Dependency = .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")

let package = Package(
    name: "bipartite",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "CRDT", targets: ["CRDT"]),
        .library(name: "SyncClient", targets: ["SyncClient"]),
        .executable(name: "bipartite-server", targets: ["bipartite-server"]),
        .executable(name: "bipartite", targets: ["bipartite"]),
        .executable(name: "bipartite-bench", targets: ["bipartite-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // The pure core: no clock, disk, network or chance.
        .target(name: "CRDT", swiftSettings: strict),
        .target(name: "SyncProtocol", dependencies: ["CRDT"], swiftSettings: strict),
        .target(name: "Committee", dependencies: ["CRDT", crypto], swiftSettings: strict),
        .target(
            name: "RoomCore", dependencies: ["CRDT", "SyncProtocol", "Committee", collections, crypto],
            swiftSettings: strict),
        .target(
            name: "SyncClient", dependencies: ["CRDT", "SyncProtocol", "Committee"], swiftSettings: strict),

        // The thin shells of the server.
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CLinux"),
        .target(
            name: "RoomLog", dependencies: ["RoomCore", "Committee", crypto, grdb, sqlite],
            swiftSettings: strict),
        .target(
            name: "Server",
            dependencies: [
                "RoomLog", "RoomCore", "Committee", "SyncProtocol", "CRDT", "CZlib", collections, crypto,
                grdb, httpTypes,
                hummingbird, hummingbirdCore, lifecycle, unixSignals, logging, nioCore, nioPosix, nioHTTP1,
                nioExtras, nioHTTPTypes, nioHTTPTypesHTTP1, nioSSL,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "bipartite-server",
            dependencies: ["Server", "RoomLog", "RoomCore", "Committee", "CRDT", argumentParser, logging],
            swiftSettings: strict),

        // The terminal client.
        .target(name: "TerminalKit", path: "clients/terminal/TerminalKit", swiftSettings: strict),
        .target(
            name: "TerminalApp",
            dependencies: ["SyncClient", "TerminalKit", "Committee", "SyncProtocol", "CRDT"],
            path: "clients/terminal/TerminalApp", swiftSettings: strict),
        .executableTarget(
            name: "bipartite",
            dependencies: [
                "TerminalApp", "TerminalKit", "SyncClient", "Committee", "SyncProtocol", "CRDT",
                argumentParser,
                crypto, cryptoExtras, nioCore, nioPosix, nioHTTP1, nioSSL, nioWebSocket,
            ],
            path: "clients/terminal/bipartite", swiftSettings: strict),

        .executableTarget(
            name: "bipartite-bench",
            dependencies: [
                "RoomCore", "Committee", "SyncProtocol", "CRDT", "SyncClient", "TerminalApp", "TerminalKit",
                "CLinux", argumentParser, crypto,
            ],
            swiftSettings: strict),

        // Tests: one folder a target, and those that cross targets.
        .target(
            name: "TestSupport", dependencies: ["CRDT"], path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(
            name: "CRDTTests", dependencies: ["CRDT", "TestSupport"], exclude: ["Peers"],
            swiftSettings: strict),
        .testTarget(
            name: "SyncProtocolTests", dependencies: ["SyncProtocol", "CRDT"], exclude: ["make-vectors.js"],
            swiftSettings: strict),
        .testTarget(
            name: "CommitteeTests", dependencies: ["Committee", "CRDT", "TestSupport", crypto],
            exclude: ["Transcripts"], swiftSettings: strict),
        .testTarget(
            name: "RoomCoreTests",
            dependencies: ["RoomCore", "Committee", "SyncProtocol", "CRDT", "TestSupport"],
            exclude: ["Transcripts"], swiftSettings: strict),
        .testTarget(
            name: "CanaryTests",
            dependencies: ["RoomCore", "Committee", "SyncProtocol", "CRDT", "TestSupport"],
            path: "Tests/Canary", exclude: ["leaking_builds.py"], swiftSettings: strict),
        .testTarget(
            name: "RoomLogTests", dependencies: ["RoomLog", "RoomCore", "Committee", grdb],
            exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "SyncClientTests",
            dependencies: ["SyncClient", "SyncProtocol", "Committee", "CRDT", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "Server", "RoomLog", "RoomCore", "Committee", "SyncProtocol", "CRDT", logging, nioCore,
                nioPosix, nioSSL, crypto, grdb, "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "TerminalKitTests", dependencies: ["TerminalKit", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "TerminalAppTests",
            dependencies: [
                "TerminalApp", "TerminalKit", "SyncClient", "Committee", "SyncProtocol", "CRDT",
                "TestSupport",
            ],
            exclude: ["Screens"],
            swiftSettings: strict),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["RoomCore", "SyncClient", "Committee", "SyncProtocol", "CRDT", "TestSupport"],
            path: "Tests/Simulation", swiftSettings: strict),
        .testTarget(
            name: "FuzzTests",
            dependencies: ["Server", "Committee", "SyncProtocol", "CRDT", nioCore, "TestSupport"],
            path: "Tests/Fuzz",
            exclude: ["Crashers", "LibFuzzer", "build", "run", "corpus.py"], swiftSettings: strict),
        .testTarget(name: "TidyTests", path: "Tests/Tidy", swiftSettings: strict),
    ]
)
