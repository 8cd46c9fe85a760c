// Yjs's functions on updates that need no document, under their names there. All check the whole update: a
// fault anywhere throws, and the failure names the byte.

/// The clocks an update spans. Yjs: the answer of `parseUpdateMeta`.
public struct UpdateMeta: Hashable, Sendable {
    /// Of each client the clock of its first struct.
    public var from: [ClientID: Clock] = [:]
    /// Of each client the clock behind its last struct, holes counted.
    public var to: [ClientID: Clock] = [:]

    public init(from: [ClientID: Clock] = [:], to: [ClientID: Clock] = [:]) {
        self.from = from
        self.to = to
    }
}

// MARK: Merging

/// One update (v1) with all that the given ones bring. Yjs: `mergeUpdates`.
///
/// Structs that come twice are dropped, overlaps cut, holes filled with Skips, delete sets united. One update
/// comes back as it is. The bytes are those of Yjs 13.6 for updates written by Yjs. The cost grows with the
/// number of structs times the logarithm of the number of updates.
///
/// - Parameter limits: bytes and clients for each update, structs and delete ranges for all of them together.
/// - Throws: the first fault found, with its byte offset in the update it is in.
public func mergeUpdates(
    _ updates: [[UInt8]], limits: DecodingLimits = .standard
) throws(DecodingFailure) -> [UInt8] {
    try merge(updates, FieldReaderV1.self, limits)
}

/// `mergeUpdates` for the second format. Yjs: `mergeUpdatesV2`.
public func mergeUpdatesV2(
    _ updates: [[UInt8]], limits: DecodingLimits = .standard
) throws(DecodingFailure) -> [UInt8] {
    try merge(updates, FieldReaderV2.self, limits)
}

private func merge<Reading: FieldReader>(
    _ updates: [[UInt8]], _ format: Reading.Type, _ limits: DecodingLimits
) throws(DecodingFailure) -> [UInt8] {
    if updates.count == 1 {
        _ = try UpdateWalk<Reading>(updates[0], limits: limits).meta()
        return updates[0]
    }
    if let merged = try UpdateMerge<Reading>(updates, limits: limits).run() { return merged }
    var ordered: [[UInt8]] = []
    for update in updates { ordered.append(try UpdateWalk<Reading>(update, limits: limits).ordered()) }
    guard let merged = try UpdateMerge<Reading>(ordered, limits: limits).run() else {
        preconditionFailure("updates that were put in order are in order")
    }
    return merged
}

// MARK: Asking an update

/// The part of an update (v1) that a replica at `stateVector` lacks, with the whole delete set. Yjs:
/// `diffUpdate`.
///
/// - Parameter stateVector: as `StateVector.encoded()` or any Yjs writes it.
public func diffUpdate(
    _ update: [UInt8], _ stateVector: [UInt8], limits: DecodingLimits = .standard
) throws(DecodingFailure) -> [UInt8] {
    let state = try StateVector(decoding: stateVector, limits: limits)
    return try UpdateWalk<FieldReaderV1>(update, limits: limits).difference(to: state)
}

/// `diffUpdate` for the second format. Yjs: `diffUpdateV2`.
public func diffUpdateV2(
    _ update: [UInt8], _ stateVector: [UInt8], limits: DecodingLimits = .standard
) throws(DecodingFailure) -> [UInt8] {
    let state = try StateVector(decoding: stateVector, limits: limits)
    return try UpdateWalk<FieldReaderV2>(update, limits: limits).difference(to: state)
}

/// The state vector of a document that holds nothing but this update (v1). Yjs:
/// `encodeStateVectorFromUpdate`.
///
/// A client counts only if the update brings its first struct, and up to the first hole.
public func encodeStateVectorFromUpdate(
    _ update: [UInt8], limits: DecodingLimits = .standard
) throws(DecodingFailure) -> [UInt8] {
    try UpdateWalk<FieldReaderV1>(update, limits: limits).stateVector().encoded()
}

/// `encodeStateVectorFromUpdate` for the second format. Yjs: `encodeStateVectorFromUpdateV2`.
public func encodeStateVectorFromUpdateV2(
    _ update: [UInt8], limits: DecodingLimits = .standard
) throws(DecodingFailure) -> [UInt8] {
    try UpdateWalk<FieldReaderV2>(update, limits: limits).stateVector().encoded()
}

/// Which clocks an update (v1) spans. Yjs: `parseUpdateMeta`.
public func parseUpdateMeta(
    _ update: [UInt8], limits: DecodingLimits = .standard
) throws(DecodingFailure) -> UpdateMeta {
    try UpdateWalk<FieldReaderV1>(update, limits: limits).meta()
}

/// `parseUpdateMeta` for the second format. Yjs: `parseUpdateMetaV2`.
public func parseUpdateMetaV2(
    _ update: [UInt8], limits: DecodingLimits = .standard
) throws(DecodingFailure) -> UpdateMeta {
    try UpdateWalk<FieldReaderV2>(update, limits: limits).meta()
}

// MARK: Converting

/// The same update in the second format. Yjs: `convertUpdateFormatV1ToV2`.
public func convertUpdateFormatV1ToV2(
    _ update: [UInt8], limits: DecodingLimits = .standard
) throws(DecodingFailure) -> [UInt8] {
    try UpdateWalk<FieldReaderV1>(update, limits: limits).written(as: FieldWriterV2.self)
}

/// The same update in the first format. Yjs: `convertUpdateFormatV2ToV1`.
///
/// Embeds and formats become JSON: what JSON cannot say (NaN, bytes, a bigint) becomes what JavaScript makes
/// of it.
public func convertUpdateFormatV2ToV1(
    _ update: [UInt8], limits: DecodingLimits = .standard
) throws(DecodingFailure) -> [UInt8] {
    try UpdateWalk<FieldReaderV2>(update, limits: limits).written(as: FieldWriterV1.self)
}
