/// A mistake in a committee file. Nothing of the file has been imported.
public struct ImportFailure: Error, Hashable, Sendable {
    /// 1-based; 0 when the file as a whole is meant.
    public var line: Int
    /// Such as `plan.items[3].due`; lists count from 0.
    public var field: String
    public var expected: String
    public var found: String

    public init(line: Int, field: String, expected: String, found: String) {
        self.line = line
        self.field = field
        self.expected = expected
        self.found = found
    }
}

extension ImportFailure: CustomStringConvertible {
    public var description: String {
        let place = [line > 0 ? "line \(line)" : "", field].filter { !$0.isEmpty }.joined(separator: ", ")
        return "\(place.isEmpty ? "the file" : place): expected \(expected), found \(found)"
    }
}
