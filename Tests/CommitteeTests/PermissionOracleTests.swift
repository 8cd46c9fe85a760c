import TestSupport
import Testing

@testable import Committee

@Suite("The permission table against the one written by hand")
struct PermissionOracleTests {
    @Test("Every role, action, label and state has the cell the domain gives it")
    func everyCell() throws {
        let order = ["nothing", "counts", "meta", "state", "signed_copy", "all"]
        let situations: [Situation] = [
            .released, .ownSide, .shared, .onTeam, .zeroTolerance, .nameGiven, .afterElection, .own,
        ]
        let states = (0..<1 << situations.count).map { bits in
            Situation(situations.indices.filter { bits & 1 << $0 != 0 }.map { situations[$0] })
        }
        var cells = 0
        var wrong: [String] = []
        for cell in PermissionOracle.cells() {
            let area = try #require(Area(rawValue: cell.area))
            let holder = try #require(Permissions.Holder(rawValue: cell.holder))
            // Issues with the label open and with the label committee stand in one line.
            let labels = area == .issues ? 2 : 1
            for action in Action.allCases {
                let entries = cell.entries.filter { $0.action == action.rawValue }.map { entry in
                    let place = entry.condition.flatMap(PermissionOracle.conditions.firstIndex)
                    return (
                        needs: place.map { 1 << $0 } ?? 0, extent: order.firstIndex(of: entry.extent) ?? 0
                    )
                }
                for bits in 0..<states.count {
                    var expected = 0
                    for entry in entries where entry.needs & bits == entry.needs {
                        expected = max(expected, entry.extent)
                    }
                    let found = Permissions.extent(of: action, in: area, for: holder, when: states[bits])
                    cells += labels
                    if order[expected] != found.rawValue {
                        wrong.append("\(cell.holder) \(action) \(cell.area) state \(bits): \(found)")
                    }
                }
            }
        }
        #expect(wrong == [])
        // 29 areas (issues count for two labels), 11 functions, 10 actions, 256 states.
        #expect(cells == 29 * 11 * 10 * 256)
        print("permission cells: \(cells), wrong: \(wrong.count)")
    }

    @Test("Both tables name every area, every function, every action and every condition there is")
    func isComplete() {
        #expect(Set(PermissionOracle.cells().map(\.area)) == Set(Area.allCases.map(\.rawValue)))
        #expect(Set(Permissions.table.map(\.area)) == Set(Area.allCases))
        #expect(Permissions.table.count == Area.allCases.count, "one line an area")
        #expect(Set(PermissionOracle.columns) == Set(Permissions.Holder.allCases.map(\.rawValue)))
        #expect(Set(PermissionOracle.letters.values) == Set(Action.allCases.map(\.rawValue)))
        #expect(PermissionOracle.conditions.count == Situation.named.count)
    }

    @Test("A label names its area, and no other word does")
    func labels() {
        #expect(Area.issues(label: "open") == .issues)
        #expect(Area.issues(label: "committee") == .issues)
        #expect(Area.issues(label: "worker_side") == .workerIssues)
        #expect(Area.issues(label: "restricted") == .cases)
        #expect(Area.issues(label: "") == nil)
    }
}
