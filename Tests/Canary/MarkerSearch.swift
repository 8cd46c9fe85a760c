import Foundation

/// Finds every marker in what somebody received, whatever it is disguised as.
enum MarkerSearch {
    private static let anchors = Disguise.allCases.map { ($0, $0.anchor) }

    /// The numbers of the markers that stand in the bytes.
    static func markers(in bytes: [UInt8]) -> Set<Int> {
        markersByDisguise(in: bytes).values.reduce(into: []) { $0.formUnion($1) }
    }

    static func markersByDisguise(in bytes: [UInt8]) -> [Disguise: Set<Int>] {
        var found: [Disguise: Set<Int>] = [:]
        for (disguise, anchor) in anchors {
            for place in places(of: anchor, in: bytes) {
                if let marker = disguise.marker(in: bytes, at: place) {
                    found[disguise, default: []].insert(marker.number)
                }
            }
        }
        return found
    }

    private static func places(of anchor: [UInt8], in bytes: [UInt8]) -> [Int] {
        guard let first = anchor.first, bytes.count >= anchor.count else { return [] }
        var places: [Int] = []
        unsafe bytes.withUnsafeBytes { hay in
            unsafe anchor.withUnsafeBytes { needle in
                guard let start = hay.baseAddress, let wanted = needle.baseAddress else { return }
                // Places where the whole anchor fits: nothing is read behind the end.
                let end = hay.count - needle.count + 1
                var from = 0
                while from < end, let hit = unsafe memchr(start + from, Int32(first), end - from) {
                    let place = unsafe UnsafeRawPointer(hit) - start
                    if unsafe memcmp(hit, wanted, needle.count) == 0 { places.append(place) }
                    from = place + 1
                }
            }
        }
        return places
    }
}
