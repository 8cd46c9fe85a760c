import CRDT
import Committee
import SyncClient
import TerminalKit

/// The server's record is not what it once signed: said on every view until the member forgets it.
extension TerminalModel {
    /// Opens the page at once where no key is meant for something else, and never over what is written.
    mutating func raiseAlarm() {
        let count = session.alarms.count
        defer { alarmsShown = count }
        guard count > alarmsShown else { return }
        switch mode {
        case .browsing, .home: openAlarm()
        default: break
        }
    }

    mutating func openAlarm() {
        if case .home(let page) = mode { homeBehind = page }
        mode = .reading(.alarm(session, words))
    }

    /// In the place of the title: the one row that every view and every size has.
    func drawAlarm(in grid: inout Grid) {
        guard !session.alarms.isEmpty else { return }
        grid.fill(x: 0..<grid.width, y: 0..<1, style: Palette.alarm)
        grid.putCut(" ! " + words[.alarmBar], x: 0, y: 0, style: Palette.alarm, limit: grid.width)
    }
}

extension Overlay {
    /// What was found, and what to do about it.
    static func alarm(_ session: ClientSession, _ words: Catalogue) -> Overlay {
        var lines = session.alarms.map { alarm in
            let given = [
                "readers": Audience(rawValue: alarm.audience).map(words.readers) ?? alarm.audience,
                "sequence": String(alarm.sequence),
            ]
            let phrase: Phrase =
                switch alarm.kind {
                case .rolledBack: .alarmRolledBack
                case .forked: .alarmForked
                case .otherKey: .alarmOtherKey
                case .unsigned: .alarmUnsigned
                }
            return Line(text: "! " + words[phrase, given], style: .bold, indent: 2)
        }
        lines += [Line(text: ""), Line(text: words[.alarmToDo], style: .bold)]
        let steps: [Phrase] = [.alarmSafe, .alarmTell, .alarmCompare, .alarmKeep]
        lines += steps.enumerated().map { number, step in
            Line(text: "\(number + 1). " + words[step], indent: 3)
        }
        lines += [Line(text: ""), Line(text: words[.alarmForget], style: Palette.hint)]
        return Overlay(title: words[.alarmTitle], lines: lines)
    }
}
