import TerminalKit

/// A menu or a prompt as a box over the panes.
struct DecisionBox {
    let words: Catalogue

    func draw(_ menu: Menu, in grid: inout Grid) {
        let choices = menu.choices.enumerated().map { index, choice in
            let mark = index == menu.selected ? "›" : " "
            let now = choice.isCurrent ? "  (\(words[.asItStands]))" : ""
            return Overlay.Line(
                text: "\(mark)\(choice.key)  \(choice.label)\(now)",
                style: index == menu.selected ? Palette.selected : .plain, indent: 4)
        }
        let refusal = menu.refusal.map { [Overlay.Line(text: ""), Overlay.Line(text: $0, style: .bold)] }
        let facts = menu.facts.isEmpty ? [] : menu.facts + [Overlay.Line(text: "")]
        let lines = facts + choices + (refusal ?? [])
        // A refusal is read before the next choice is made.
        let kept = menu.refusal == nil ? facts.count + menu.selected : lines.count - 1
        box(menu.title, lines, keeping: kept, in: &grid)
    }

    func draw(_ prompt: Prompt, in grid: inout Grid) -> Grid.Position? {
        guard let question = prompt.question else { return nil }
        let label = question.label + (question.isOptional ? " (\(words[.mayBeEmpty]))" : "") + ": "
        let refusal = prompt.refusal.map { [Overlay.Line(text: ""), Overlay.Line(text: $0, style: .bold)] }
        let lines = [Overlay.Line(text: label, style: .bold), Overlay.Line(text: "")] + (refusal ?? [])
        guard let (inner, y) = box(prompt.title, lines, keeping: 1, in: &grid) else { return nil }
        let skipped = max(0, prompt.input.column - inner.width + 1)
        grid.fill(x: inner.x, y: y..<(y + 1), style: Style { $0.isUnderlined = true })
        grid.put(
            String(prompt.input.text.dropFirst(skipped)), x: inner.x.lowerBound, y: y,
            style: Style { $0.isUnderlined = true }, limit: inner.x.upperBound)
        return .init(x: inner.x.lowerBound + prompt.input.column - skipped, y: y)
    }

    /// As small as its lines allow, in the middle; nil if there is no room. The kept line is on the screen
    /// however often those above it are broken: `y` is where it ends.
    @discardableResult
    private func box(
        _ title: String, _ lines: [Overlay.Line], keeping kept: Int, in grid: inout Grid
    ) -> (inner: Rect, y: Int)? {
        let width = min(grid.width - 4, 76)
        let wrapped = Overlay.wrap(lines, width: width - 4)
        let last = Overlay.wrap(Array(lines.prefix(kept + 1)), width: width - 4).count - 1
        let height = min(grid.height - 3, wrapped.count + 2)
        guard width > 12, height > 2 else { return nil }
        let (x, y) = ((grid.width - width) / 2, max(1, (grid.height - height) / 2))
        let outer = Rect(x: x..<(x + width), y: y..<(y + height))
        grid.fill(x: outer.x, y: outer.y)
        grid.frame(outer, title: title)
        let inner = Rect(x: (x + 2)..<(x + width - 2), y: (y + 1)..<(y + height - 1))
        let top = max(0, min(last - inner.height / 2, wrapped.count - inner.height))
        for (line, y) in zip(wrapped.dropFirst(top), inner.y) {
            if line.style == Palette.selected { grid.fill(x: inner.x, y: y..<(y + 1), style: line.style) }
            grid.put(line.text, x: inner.x.lowerBound, y: y, style: line.style, limit: inner.x.upperBound)
        }
        return (inner, inner.y.lowerBound + last - top)
    }
}

extension Grid {
    /// A frame with a title in its upper edge.
    mutating func frame(_ rect: Rect, title: String) {
        let across = String(repeating: "─", count: max(0, rect.width - 2))
        let (left, right) = (rect.x.lowerBound, rect.x.upperBound - 1)
        let (top, bottom) = (rect.y.lowerBound, rect.y.upperBound - 1)
        put("┌\(across)┐", x: left, y: top, style: Palette.rule)
        for y in (top + 1)..<max(top + 1, bottom) {
            put("│", x: left, y: y, style: Palette.rule)
            put("│", x: right, y: y, style: Palette.rule)
        }
        put("└\(across)┘", x: left, y: bottom, style: Palette.rule)
        putCut(" \(title) ", x: left + 2, y: top, style: .bold, limit: right)
    }
}
