/// What a terminal does to its own cells when it is asked to move them, and how far that leads.
extension Grid {
    /// Whether a row stands as `other` has it in that row.
    func isSame(_ other: Grid, row y: Int) -> Bool { isSame(other, row: y, as: y, columns: 0..<width) }

    /// Whether a row stands as `other` has it in another one; they likely differ from `column` on.
    func isSame(_ other: Grid, row y: Int, as from: Int, lookingFirstAt column: Int) -> Bool {
        isSame(other, row: y, as: from, columns: column..<width)
            && isSame(other, row: y, as: from, columns: 0..<column)
    }

    private func isSame(_ other: Grid, row y: Int, as from: Int, columns: Range<Int>) -> Bool {
        for x in columns where self[x, y] != other[x, from] { return false }
        return true
    }

    /// The column of the first cell of a row that differs.
    func firstDifference(_ other: Grid, row y: Int) -> Int? {
        (0..<width).first { self[$0, y] != other[$0, y] }
    }

    /// About how many bytes turn `old` into what stands in a row from a column on: what lies close together
    /// is written through, a longer way costs a sequence, and so does clearing the rest.
    func cost(row y: Int, from x: Int, over old: ArraySlice<Cell>) -> Int {
        let blankFrom = blankTail(y) - x
        var (cost, last) = (0, -1)
        for (place, (new, old)) in zip(row(y).dropFirst(x), old).enumerated() where new != old {
            cost += min(place - last - 1, Self.wayBytes)
            if place >= blankFrom { return cost + Self.wayBytes }
            cost += new.text.isASCII ? 1 : Self.clusterBytes
            last = place
        }
        return cost
    }

    /// A short sequence that moves the cursor, and a cluster with the address behind it.
    private static let (wayBytes, clusterBytes) = (4, 16)

    /// Where the blanks at the end of a row begin.
    func blankTail(_ y: Int) -> Int {
        row(y).lastIndex { $0 != .blank }.map { $0 - y * width + 1 } ?? 0
    }

    /// Whether every terminal counts what stands in a row from a column on as we do.
    func isFirm(row y: Int, from x: Int) -> Bool {
        self[x, y].width > 0
            && row(y).dropFirst(x).allSatisfy { cell in
                cell.width == 0 || cell.text.isASCII || Width.isAgreed(cell.text)
            }
    }

    /// After `CSI n @` or, for a negative distance, `CSI n P`.
    func shifted(row y: Int, from x: Int, by cells: Int) -> [Cell] {
        var row = Array(row(y))
        if cells > 0 {
            row.removeLast(cells)
            row.insert(contentsOf: Array(repeating: .blank, count: cells), at: x)
        } else {
            row.removeSubrange(x..<(x - cells))
            row += Array(repeating: .blank, count: -cells)
        }
        return row
    }

    /// After rows moved up by so many (down for a negative number) within a region.
    func scrolled(rows: Range<Int>, by count: Int) -> Grid {
        let blank = Array(repeating: Cell.blank, count: width * abs(count))
        let kept = count > 0 ? rows.dropFirst(count) : rows.dropLast(-count)
        let moved = kept.flatMap { Array(row($0)) }
        return replacing(rows: rows, with: count > 0 ? moved + blank : blank + moved)
    }
}
