import Testing

@testable import Committee

@Suite("The page of permissions")
struct PermissionPageTests {
    @Test("docs/permissions.md is what the table says")
    func page() throws {
        try ProjectFile.holds(Self.text, at: "docs/permissions.md")
    }

    private static var text: String {
        let holders = Permissions.Holder.allCases
        var lines = [
            "# Who may do what", "",
            "Made from `Permissions.table`, the only source; a test keeps this page current, and holds the",
            "table against one written by hand from the domain, cell by cell. Default: nothing. An action",
            "stands with how far it reaches where that is not all, and after a question mark with what must",
            "be so. What the table does not grant is refused (`not_permitted`); in an area one may not read",
            "everything is `not_found`.", "",
        ]
        for line in Permissions.table {
            lines += ["## \(line.area.rawValue)", "", "| Function | May |", "|---|---|"]
            for holder in holders {
                guard let grants = line.grants[holder], !grants.isEmpty else { continue }
                lines.append("| \(holder.rawValue) | \(grants.map(words).joined(separator: "; ")) |")
            }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }

    private static func words(_ grant: Permissions.Grant) -> String {
        var text = grant.action.rawValue
        if grant.extent != .all { text += " (\(grant.extent.rawValue.replacing("_", with: " ")))" }
        let conditions = Situation.named.filter { grant.condition.contains($0.situation) }.map(\.name)
        if !conditions.isEmpty { text += " ? \(conditions.joined(separator: ", "))" }
        return text
    }
}
