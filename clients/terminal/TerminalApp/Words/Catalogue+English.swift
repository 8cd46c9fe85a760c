extension Catalogue {
    static let english = Catalogue(
        tag: "en", name: "English", isReviewed: true,
        phrases: englishScreen.merging(englishDeciding) { first, _ in first },
        fields: [:], values: ["co_chair": "co-chair", "co_chairs": "co-chairs"],
        languages: [
            "en": "English", "zh": "Chinese", "km": "Khmer", "ar": "Arabic", "bn": "Bengali",
            "vi": "Vietnamese", "id": "Indonesian", "ur": "Urdu", "fr": "French", "es": "Spanish",
            "ht": "Haitian Creole", "am": "Amharic", "si": "Sinhala", "ta": "Tamil", "mg": "Malagasy",
            "uz": "Uzbek", "ne": "Nepali", "hi": "Hindi",
        ])

    private static let englishScreen: [Phrase: String] = [
        .joining: "joining", .saved: "saved", .savedAt: "saved {time}", .saving: "saving {count}",
        .offline: "offline", .offlineWaiting: "offline, {count} waiting", .readOnly: "read-only",
        .putAside: "{count} put aside: u", .hereWord: "here:", .countHere: "{count} here",

        .diagnosis: "diagnosis", .plan: "plan", .issues: "issues", .minutes: "minutes",
        .issuesWorker: "issues-worker", .caucusWorker: "caucus-worker",
        .caucusManagement: "caucus-management", .restrictedCase: "case {id}", .home: "home",
        .seenByAll: "both sides, advisor", .seenByWorkers: "worker side only",
        .seenByManagement: "management only", .seenByHandlers: "handlers only", .notes: "Notes",
        .notesHint: "notes",
        .workerSide: "worker side", .managementSide: "management", .forWorkerSide: "the worker side",
        .forManagementSide: "the management side", .changedBy: "changed by {sides}", .and: " and ",

        .fetching: "Fetching {document} ...",
        .notHereYet: "Not on this computer yet. It comes by itself as soon as the server answers.",
        .oneText: "One text. n opens it.", .noRowsAdd: "No rows yet. a adds one; n opens the notes.",
        .erased: "(erased)",
        .noRows: "No rows yet. n opens the notes.", .nothingWritten: "(nothing written yet)",
        .nothingYetWrite: "nothing yet: e writes here", .removed: "removed",

        .move: "move", .leave: "leaves", .set: "sets", .leaveAsItWas: "leaves it as it was", .yes: "yes",
        .no: "no", .scroll: "scroll", .close: "closes", .choose: "choose", .opens: "opens", .rows: "rows",
        .find: "find", .add: "add", .remove: "remove", .back: "back", .edit: "edit", .sign: "sign",
        .rate: "rate", .decide: "decide", .translate: "translate", .changes: "changes", .quit: "quit",
        .help: "help", .language: "language", .reservation: "reservation", .protest: "protest",
        .goOn: "go on to sign", .proceed: "go on", .doNotSign: "do not sign", .board: "board",
        .command: "command",

        .editor: "editor",
        .editorMissing:
            "There is no editor \"{name}\" here: set EDITOR to the name of one. Nothing was changed.",
        .editorFailed: "The editor ended with an error. Nothing was changed.",
        .editorNoFile: "There is no private file for the editor to write to. Nothing was changed.",
        .undo: "undo", .nothingUndone: "Nothing of yours to undo here.",
        .nothingRedone: "Nothing of yours to redo here.",
        .openRowFirst: "Press Enter to open the row, then choose a field.",
        .openRowOrNotes: "Press Enter to open a row, or n for the notes.",
        .byCommandOnly: "{field} changes by command: it is recorded, not typed over.",
        .byCommandRate: "{field} changes by command: r rates the point.",
        .byCommandDecide: "{field} changes by command: t decides about the item, s signs it.",
        .unreadableLeft: "{field} holds something this version cannot read; it is left as it is.",
        .mayRead: "You may read {document}, not change it.",
        .textTakenAway: "Somebody has taken away the text you were writing in.",
        .nothingContains: "Nothing here contains \"{text}\".", .chooseRow: "Choose a row first.",
        .notRemovable: "A row of {document} is not removed by typing: it was raised, and stays.",
        .held: "{row} stays: {items} of the plan hang on it. Complete, cancel or unlink them first.",
        .refusedBecause: "Refused: {reason}.",
        .quitAnyway:
            "Not on the server yet: {count}. Quit anyway? They are kept here and go out next time. y/n",
        .bringBack: "Bring this row back? y/n", .askRemove: "Mark {row} as removed? y/n",
        .windowTooSmall:
            "This window is {size}: please make it at least {least}. Nothing you typed is lost.",
        .noTranslation: "{field} is not translated: choose a text first.",
        .noSuchCommand: "There is no command {name}; : and Tab list them.",

        .linearWelcome: "{committee}. Type a number and Enter to choose, ? for all commands.",
        .linearHelp: """
        A number chooses; b goes back; Enter alone says again where you are; m says more of a list.
        In a text: = and words puts them in its place, + and words adds a line; z takes back your last edit.
        s says whether what you typed is safe; q ends; lock asks for your PIN before anything more.
        Ratings, dates and signatures are commands of their own: bipartite --help.
        """,
        .linearNoSuch: "There is no such number or command here; ? says what there is.",
        .linearLocksSoon: "This locks itself in a minute; Enter keeps it open.",
        .linearNow: "{place} is now: {text}", .linearChanged: "{place} has changed.",
        .linearMore: "{count} more: m",
        .linearWrite: "= and words replaces it, + and words adds a line, b goes back.",
        .linearSet: "= sets it, to one of:",

        .tourTitle: "First time here: one minute",
        .tourRoom:
            "This is your committee's room: the diagnosis, the plan, the issues, the minutes. "
            + "Both sides see the same text at the same moment. :tour shows these pages again.",
        .tourLine:
            "The bottom line says two things: on the left whether what you typed is safe (saved, "
            + "saving, offline), then the keys that do something here. ? lists all keys.",
        .tourMoving:
            "j and k, or the arrows, choose; Enter opens; Esc goes back. / jumps to a word; H is "
            + "home: what waits for you.",
        .tourWriting:
            "e writes in a text, Esc leaves it. There is nothing to save: each letter goes out "
            + "by itself, and waits here while you are offline. z takes back what you wrote, never "
            + "what others wrote.",
        .tourDeciding:
            "r rates a point for your side; t decides about an item or translates a text; s "
            + "signs with your PIN. You sign the exact words you see, and nothing else.",
        .tourReaders:
            "Who can see what is open stands in its border, in words. What only your side can "
            + "see says so.",
        .tourNext: "next", .tourSkip: "skips the tour",

        .homeTitle: "Home", .waitsForYou: "Waits for you", .waitsNothing: "Nothing waits for you.",
        .waitAsked: "{row}: {side} asks for signatures",
        .waitFell: "{row}: your signature fell, the text changed",
        .waitSignToo: "{row} can be signed: others have signed it as it stands",
        .waitVerify: "{row}: you are asked to verify it",
        .waitCase: "{row}: acknowledge it by {day}",
        .waitSign: "{row} can be signed: the text is new for your side",
        .waitRate: "{row} has no rating of your side",
        .waitAgree: "{row}: the other side proposes {rating}",
        .waitConfirm: "{row}: the other side says it is done; confirm or decline",
        .waitCancel: "{row}: the other side proposes to cancel it",
        .waitOverdue: "{row} is overdue since {day}",
        .waitRefused: "{count} refused: u shows them", .waitAside: "{count} edits put aside: u shows them",
        .changedSince: "Changed since you were here", .changedNothing: "Nothing has changed.",
        .changedCount: "{document}: {count} changes",
        .cycleStarted: "the cycle began",
        .cycleFirstVisit: "first advisory visit",
        .cycleInitialEnds: "initial advisory ends",
        .cycleWindow: "the assessment may take place from here on",
        .cycleCloses: "the cycle begins to close",
        .cycleEnds: "the cycle ends",
        .cycleLine: "Cycle {number}, day {day}: {phase}", .cycleNone: "No cycle has begun.",
        .lastMet: "The committee last met on {day}", .neverMet: "The committee has not met yet",
        .unreviewed: "", .welcome: "? shows every key of a view; Enter opens; q quits.",

        .helpMoving: "Moving",
        .helpUpDown: "up and down; PageUp and PageDown further",
        .helpOpenBack: "open and go back; Tab, h and l go between the columns",
        .helpJump: "jump to the first field or row that contains what you type",
        .helpLists: "show only rows with the words you type; order the rows by status, date or weight",
        .helpNotes: "the document's notes",
        .helpCommand: "a command by name, Tab completes; home: what waits for you",
        .helpWriting: "Writing",
        .helpEdit: "edit the text or the value in place; Esc or Ctrl-S leaves",
        .helpTranslate: "on a text: write its translation",
        .helpUndo: "undo and redo your own edits; Ctrl-Z and Ctrl-Y while you write",
        .helpEditor: "while you write: your own editor (VISUAL, EDITOR); what you change comes back",
        .helpRows: "add a row; mark a row as removed",
        .helpDeciding: "Deciding",
        .helpRate: "rate a point of the diagnosis for your side",
        .helpDecide: "decide about an item: due date, done, cancelled, verified",
        .helpSign: "read what is to be signed, and sign it with your PIN",
        .helpReading: "Reading",
        .helpChanges: "what changed since you were last here: • marks the documents",
        .helpQueue: "what waits to be sent, what was refused, what was put aside",
        .helpBoard: "the plan by status; :dates by due date, :roster, :cycle",
        .helpTranslations: "translations that are older than their original",
        .helpLine: "The word at the bottom left",
        .helpSaved: "the server has everything on disk",
        .helpSaving: "3 edits are on their way",
        .helpOffline: "3 edits are kept here and go out by themselves",
        .helpReadOnly: "you may read this document, not change it",
        .helpLetters: "Letters: W worker side, M management side, A advisor",

        .helpHere: "Here",
        .helpTitle: "Help", .escCloses: "Esc closes", .more: "more: j",
        .changesTitle: "What changed since you were last here", .emptied: "(emptied)",
        .asideTitle: "Put aside", .asideNothing: "Nothing was put aside.",
        .asideCopy: "Copy what you need into its place. D forgets all of these.",
        .whoSees: "Seen by: {readers}",
        .issuesTitle: "Issues by label and clock",
        .noIssues: "No issues that you can read.",
        .acknowledgeBy: "acknowledge by {day}",
        .acknowledgedOn: "acknowledged {day}",
        .resolveBy: "resolve by {day}",
        .resolvedOn: "resolved {day}",
        .casesTitle: "Restricted cases",
        .noCases: "No case that you handle.",
        .handledBy: "handled by {members}",
        .zeroToleranceCandidate: "may be zero tolerance",
        .commentsTitle: "Comments on {row}",
        .noComments: "Nobody has commented yet.",
        .meetingsTitle: "Meetings and minutes",
        .quorate: "quorum",
        .notQuorate: "no quorum",
        .draftsTitle: "Drafts that were released",
        .noDrafts: "No draft was released to you.",
        .releasedTo: "released to: {readers}",
        .lockedSays: "This screen is locked. Your PIN opens it again; Ctrl-C ends the program.",
        .quitLoses:
            "Not on the server yet: {count}. Nothing is kept here, so they are lost. Quit anyway? y/n",
        .outdated: "older than the original",
        .rosterTitle: "Who belongs to the committee",
        .rosterOthers: "advisors and others", .cycleTitle: "Cycle and dates",
        .boardByDate: "Plan by due date",
        .boardTitle: "Plan by status", .noDate: "no date", .queueTitle: "Waiting to be sent",
        .queueNothing: "Nothing waits.", .queueRefused: "Refused by the server",
        .alarmBar: "ATTENTION: the server's record was changed. Esc, then ! says what to do.",
        .alarmNone: "No alarm: the server's record is as it was signed.",
        .alarmTitle: "The server's record was changed",
        .alarmRolledBack:
            "The record read by {readers} ends before entry {sequence}, which this server once signed: "
            + "it went back in time, and entries are gone.",
        .alarmForked:
            "Entry {sequence} of the record read by {readers} is another one than this server once "
            + "signed: there are two records.",
        .alarmOtherKey:
            "This server signs its record with another key than it did: it is another server, or its key "
            + "is lost.",
        .alarmUnsigned:
            "Entry {sequence} of the record read by {readers} does not bear this server's signature.",
        .alarmToDo: "What to do",
        .alarmSafe: "What you typed and was not sent is kept. Sign nothing until this is settled.",
        .alarmTell: "Tell the other side and the advisor, by word of mouth or by telephone.",
        .alarmCompare:
            "Compare with the heads printed on your minutes, and ask whoever runs the server: a "
            + "restored copy of before is the harmless cause.",
        .alarmKeep: "Keep this computer's folder as it is: the signed head in it is the proof.",
        .alarmForget: "D forgets the alarm, once you have acted on it.",
        .filterRows: "filter",
        .order: "order",
        .orderedBy: "Ordered by: {field}. o goes on.",
        .orderedAsStored: "In the order of the document.",
        .noneFits: "No row has \"{text}\". f changes the filter; Escape there shows all.",
        .translationsTitle: "Translations older than their original",
        .translationsNone: "None is known to be: every original stands as when its translation was written.",
    ]

    private static let englishDeciding: [Phrase: String] = [
        .signTitle: "Sign for {party}", .original: "Original", .thisIsTheOriginal: "(this is the original)",
        .notTranslated: "(nobody has translated this)", .inForceAsItStands: "In force as it stands:",
        .neverSigned: "Your side has not signed this before: all of it is new.",
        .nothingChanged: "Nothing changed since your side last signed.",
        .changedSinceSigned: "Changed since your side last signed:", .underProtest: "Under protest.",
        .withReservation: "With this reservation:", .reservationPrompt: "Your reservation:",
        .pinWrong: "The PIN is wrong; tries left: {count}",
        .pinMalformed: "A PIN has 6 digits or more, and nothing else.",
        .pinSpent:
            "The PIN was wrong too often, so this key is gone. Ask your own side for a new code and "
            + "join again.",
        .pinPrompt: "Your PIN:",
        .confirmSigning: "Sign what stands here? y signs, n does not, e goes to the text",
        .keyAtWork: "Signing ...", .moreBelow: "{count} more: j",
        .signMinutes: "Minutes are signed by command: bipartite sign minutes {row}",
        .signWhere: "The plan, its items and the diagnosis can be signed: choose one of them.",
        .readToTheEnd: "There is more below: read to the end first (j or PageDown).",
        .notSigned: "Nothing is signed. A refusal needs no reason.",
        .neverOnline: "This room has not been seen online yet; sign once the server has answered.",
        .changedWhileReading:
            "The text changed while you were reading, so nothing is signed. This is what stands there now.",
        .signatureSent: "Signed.",
        .signatureWaits:
            "Signed. It goes out when the server answers, and counts if the text is still the same then.",
        .withdrawTitle: "You have signed this", .youSignedThis: "Your signature waits for others.",
        .withdraw: "take my signature back",

        .standing: "In force", .notInForce: "nothing yet: not signed by both sides.",
        .inForceSame: "v{version} since {day}; the draft is the same.",
        .inForceDiffers: "v{version} since {day}; the draft differs, fields: {count}",
        .asked: "Signatures are asked for by {side}.",
        .partial: "Signed in part, waits for others.", .partialMine: "Signed by you, waits for others.",
        .fell: "Your signature fell, because these changed: {fields}.",
        .tooLate: "Your signature of {day} has no effect: the text had changed. Look and sign again.",
        .stays: "Stays, open items",

        .asItStands: "as it stands", .mayBeEmpty: "may be empty", .ratingTitle: "Ratings of {row}",
        .notRatedYet: "not rated yet", .yourSideSays: "Your side says:",
        .rateWhere: "Points of the diagnosis are rated: choose one of them.",
        .onlySidesRate: "Only members of a side rate.", .agreeTo: "agree with the other side: {rating}",
        .proposeAgreement: "propose to agree on: {rating}",
        .recordDisagreement: "put on record that the sides see it differently",
        .pointAgreed: "Both sides agree: {rating}.",
        .pointDisagreed: "The sides see it differently, on record.",
        .pointProposed: "Proposed by {side}: {rating}.", .pointOpen: "Nothing agreed yet.",
        .decideTitle: "Decide about {row}", .reason: "Reason", .note: "Note",
        .dueDay: "Day, such as 2026-12-31", .setDue: "set the due date", .startWork: "work has begun",
        .proposeCompletion: "say it is done", .confirmCompletion: "confirm that it is done",
        .declineCompletion: "it is not done", .proposeCancellation: "propose to cancel it",
        .confirmCancellation: "agree to cancel it", .declineCancellation: "do not cancel it",
        .reopen: "open it again", .requestVerification: "ask the advisor to verify it",
        .statusFact: "Status: {status}", .dueFact: "Due {day}",
        .completionFact: "{side} said on {day} that it is done",
        .cancellationFact:
            "{side} proposed on {day} to cancel it",
        .translateTitle: "Translate: {field}", .recordedSent: "Sent to be recorded.",
        .recordedWaits: "Kept; it goes out when the server answers.",
    ]
}
