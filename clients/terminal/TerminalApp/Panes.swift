/// A rectangle of the screen.
struct Rect: Hashable {
    var x: Range<Int>
    var y: Range<Int>
    var width: Int { x.count }
    var height: Int { y.count }
}

/// Where things stand: documents at the left, rows in the middle, the open fields below them or beside.
struct Panes {
    static let (leastWidth, leastHeight) = (50, 10)
    static let besideFrom = 110

    var documents: Rect
    var rows: Rect
    /// nil while nothing is open.
    var fields: Rect?
    /// The column of the rule beside the documents, and of the one between rows and fields.
    var rules: [Int]
    /// The row of the rule between rows and fields; who can see what is open stands in it.
    var crossRule: Int?
    /// Else where that stands: the last line of what is open, or of a list that is not for all.
    var readers: Rect?

    init(width: Int, height: Int, isOpen: Bool, isConfidential: Bool) {
        let body = 1..<max(2, height - 1)
        let left = width >= Self.besideFrom ? 25 : 22
        documents = Rect(x: 0..<left, y: body)
        rules = [left]
        let middle = (left + 1)..<max(left + 2, width)
        rows = Rect(x: middle, y: body)
        guard isOpen else {
            if isConfidential { readers = Self.takeLastLine(of: &rows) }
            return
        }
        if width >= Self.besideFrom {
            let split = middle.lowerBound + middle.count * 2 / 5
            rules.append(split)
            rows.x = middle.lowerBound..<split
            var beside = Rect(x: (split + 1)..<middle.upperBound, y: body)
            readers = Self.takeLastLine(of: &beside)
            fields = beside
        } else {
            let split = body.lowerBound + max(3, body.count * 3 / 10)
            crossRule = split
            rows.y = body.lowerBound..<split
            fields = Rect(x: middle, y: min(split + 1, body.upperBound)..<body.upperBound)
        }
    }

    private static func takeLastLine(of pane: inout Rect) -> Rect {
        let last = pane.y.removeLast()
        return Rect(x: pane.x, y: last..<last + 1)
    }
}
