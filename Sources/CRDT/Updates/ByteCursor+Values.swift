extension ByteCursor {
    /// Steps over one value in lib0's `any` coding and checks all of it; returns where it stands.
    mutating func skipAny(
        _ bytes: Span<UInt8>, limits: DecodingLimits, depth: Int = 0
    ) throws(DecodingFailure) -> Range<Int> {
        let start = at
        switch try readByte(bytes) {
        case 120, 121, 126, 127: break
        case 125: _ = try readVarInt(bytes)
        case 124: _ = try skip(4)
        case 122, 123: _ = try skip(8)
        case 119: _ = try skipVarString(bytes)
        case 116: _ = try skipVarBytes(bytes)
        case let tag where tag == 118 || tag == 117:
            guard depth < limits.depthMax else { throw .tooDeep(limits.depthMax, at: start) }
            for _ in 0..<(try readCount(bytes, limit: "elements")) {
                if tag == 118 { _ = try skipVarString(bytes) }
                _ = try skipAny(bytes, limits: limits, depth: depth + 1)
            }
        case let tag: throw .unknownTag(tag, at: start)
        }
        return start..<at
    }

    /// Steps over a text that is JSON or the word `undefined`; returns where the text stands.
    mutating func skipJSON(_ bytes: Span<UInt8>, limits: DecodingLimits) throws(DecodingFailure) -> Range<Int>
    {
        let range = try skipVarString(bytes)
        try AnyValue.checkJSON(bytes, in: range, limits: limits)
        return range
    }
}

extension AnyValue {
    /// Whether a text of an update is JSON, or the word `undefined`, which Yjs writes for no value.
    static func checkJSON(
        _ bytes: Span<UInt8>, in range: Range<Int>, limits: DecodingLimits
    ) throws(DecodingFailure) {
        let text = bytes.copy(of: range)
        guard text != Array("undefined".utf8) else { return }
        var parser = JSONParser(bytes: text, depthMax: limits.depthMax)
        do {
            _ = try parser.readWhole()
        } catch .invalidJSON(let place) {
            throw .invalidJSON(at: range.lowerBound + place)
        }
    }
}

extension Span<UInt8> {
    func copy(of range: Range<Int>) -> [UInt8] {
        var copy: [UInt8] = []
        copy.reserveCapacity(range.count)
        for place in range { copy.append(self[place]) }
        return copy
    }
}
