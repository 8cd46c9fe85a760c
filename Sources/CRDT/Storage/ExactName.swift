/// A name as Yjs compares it: byte by byte. To Swift's own comparison `é` of one scalar and of two are the
/// same, and two keys of a map would be one.
struct ExactName: Hashable, Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (one: Self, other: Self) -> Bool { one.text.isExactly(other.text) }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension String {
    /// Whether the bytes are the same.
    func isExactly(_ other: String) -> Bool {
        var (one, other) = (self, other)
        return one.withUTF8 { left in
            other.withUTF8 { right in unsafe left.count == right.count && left.elementsEqual(right) }
        }
    }
}
