import CRDT
import RoomCore

/// One limit as the configuration file names it (DESIGN D17): `limits.frame_bytes_max`.
public struct NamedLimit: Sendable {
    /// Table and key.
    public let name: String
    let get: @Sendable (ServerConfiguration) -> Int
    let set: @Sendable (inout ServerConfiguration, Int) -> Void

    /// What a limit may be; nought would forbid all, but a pause may be nought. Tokens are looked up without
    /// end, so that a short pause would take up a whole core.
    static func range(of name: String) -> ClosedRange<Int> {
        switch name {
        case "limits.token_check_milliseconds": 50...(1 << 40)
        default: (name.hasSuffix("milliseconds") ? 0 : 1)...(1 << 40)
        }
    }

    /// Every limit there is, in the order of the types that hold them.
    public static let all: [NamedLimit] =
        [
            server("frame_bytes_max", \.frameBytesMax), server("fragments_max", \.fragmentsMax),
            server("compressed_bytes_min", \.compressedBytesMin),
            server("compressed_bytes_max", \.compressedBytesMax),
            server("inbound_bytes_max", \.inboundBytesMax),
            server("message_overhead_bytes", \.messageOverheadBytes),
            server("outgoing_bytes_max", \.outgoingBytesMax), server("unsent_bytes_max", \.unsentBytesMax),
            server("work_milliseconds_burst", \.workMillisecondsBurst),
            server("work_percent", \.workPercent), server("connections_max", \.connectionsMax),
            server("ping_seconds", \.pingSeconds),
            server("pongs_per_read_max", \.pongsPerReadMax),
            server("silence_seconds_max", \.silenceSecondsMax),
            server("close_seconds_max", \.closeSecondsMax),
            server("handshake_seconds_max", \.handshakeSecondsMax),
            server("http_seconds_max", \.httpSecondsMax),
            server("authentication_seconds_max", \.authenticationSecondsMax),
            server("unauthenticated_connections_max", \.unauthenticatedConnectionsMax),
            server("unknown_frame_bytes_max", \.unknownFrameBytesMax),
            server("unknown_bytes_max", \.unknownBytesMax),
            server("held_messages_max", \.heldMessagesMax), server("held_bytes_max", \.heldBytesMax),
            server("address_bytes_max", \.addressBytesMax),
            server("documents_per_connection_max", \.documentsPerConnectionMax),
            server("header_bytes_max", \.headerBytesMax), server("headers_max", \.headersMax),
            server("request_body_bytes_max", \.requestBodyBytesMax),
            server("intake_asks_max", \.intakeAsksMax), server("intake_case_burst", \.intakeCaseBurst),
            server("intake_case_per_minute", \.intakeCasePerMinute),
            server("unflushed_bytes_max", \.unflushedBytesMax),
            server("requests_waiting_max", \.requestsWaitingMax),
            server("feed_readers_max", \.feedReadersMax),
            server("feed_heartbeat_seconds", \.feedHeartbeatSeconds),
            server("idle_seconds_max", \.idleSecondsMax),
            server("reopen_milliseconds", \.reopenMilliseconds),
            server("token_check_milliseconds", \.tokenCheckMilliseconds),
            server("waker_seconds", \.wakerSeconds),
            server("waking_rooms_max", \.wakingRoomsMax),
            server("waker_retry_seconds", \.wakerRetrySeconds),
            server("stop_seconds_max", \.stopSecondsMax),
        ] + [
            room("message_bytes_max", \.decoding.bytesMax),
            room("message_structs_max", \.decoding.structsMax),
            room("message_clients_max", \.decoding.clientsMax),
            room("clients_per_member_max", \.clientsPerMemberMax),
            room("document_bytes_max", \.documentBytesMax),
            room("message_depth_max", \.decoding.depthMax),
            room("message_run_structs_max", \.decoding.runStructsMax),
            room("comparisons_max", \.comparisonsMax), room("comparisons_min", \.comparisonsMin),
            room("comparisons_per_byte", \.comparisonsPerByte),
            room("comparisons_per_offline_byte", \.comparisonsPerOfflineByte),
            room("checkpoint_updates", \.checkpointUpdates), room("presence_bytes_max", \.presenceBytesMax),
            room("presence_silence_milliseconds_max", \.presenceSilenceMillisecondsMax),
            room("presence_messages_per_second_max", \.presenceMessagesPerSecondMax),
            room("presence_renewal_milliseconds", \.presenceRenewalMilliseconds),
            room("presences_per_connection_max", \.presencesPerConnectionMax),
            room("head_claims_max", \.headClaimsMax),
            room("heads_interval_milliseconds", \.headsIntervalMilliseconds),
            room("feed_events_max", \.feedEventsMax),
            room("quiet_milliseconds", \.quietMilliseconds),
            room("command_bytes_max", \.commandBytesMax),
            room("events_per_command_max", \.eventsPerCommandMax),
        ]

    private static func server(
        _ name: String, _ path: any WritableKeyPath<ServerLimits, Int> & Sendable
    ) -> NamedLimit {
        NamedLimit(name: "limits.\(name)") {
            $0.limits[keyPath: path]
        } set: {
            $0.limits[keyPath: path] = $1
        }
    }

    private static func room<Number: FixedWidthInteger & SendableMetatype>(
        _ name: String, _ path: any WritableKeyPath<RoomLimits, Number> & Sendable
    ) -> NamedLimit {
        NamedLimit(name: "room.\(name)") {
            Int(clamping: $0.roomLimits[keyPath: path])
        } set: {
            $0.roomLimits[keyPath: path] = Number(clamping: $1)
        }
    }

    public func value(in configuration: ServerConfiguration) -> Int { get(configuration) }
}
