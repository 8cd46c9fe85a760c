/// Every sentence of the screen, by what it is for. The catalogues have one text for each, with `{name}`
/// where something is filled in.
enum Phrase: String, Hashable, Sendable, CaseIterable {
    // Saving.
    case joining, saved, savedAt, saving, offline, offlineWaiting, readOnly, putAside, hereWord, countHere

    // Documents, and who can see them.
    case diagnosis, plan, issues, minutes, issuesWorker, caucusWorker, caucusManagement, restrictedCase
    case home, seenByAll, seenByWorkers, seenByManagement, seenByHandlers, notes, notesHint
    case workerSide, managementSide, forWorkerSide, forManagementSide, changedBy, and

    // Empty places.
    case fetching, notHereYet, oneText, noRowsAdd, noRows, nothingWritten, erased, nothingYetWrite, removed

    // Hints: what a key does.
    case move, leave, set, leaveAsItWas, yes, no, scroll, close, choose, opens, rows, find, add, remove, back
    case edit, sign, rate, decide, translate, changes, quit, help, language, reservation, protest, goOn
    case proceed, doNotSign, board, command, undo, editor

    // Notices.
    case openRowFirst, openRowOrNotes, byCommandOnly, byCommandRate, byCommandDecide, unreadableLeft
    case mayRead, textTakenAway, nothingContains, chooseRow, notRemovable, held, refusedBecause
    case nothingUndone, nothingRedone, quitAnyway, bringBack, askRemove, windowTooSmall, noTranslation
    case noSuchCommand, editorMissing, editorFailed, editorNoFile

    // Signing.
    case signTitle, original, thisIsTheOriginal, notTranslated, inForceAsItStands, neverSigned, nothingChanged
    case changedSinceSigned, underProtest, withReservation, reservationPrompt, pinPrompt, pinWrong
    case pinMalformed, pinSpent, confirmSigning
    case keyAtWork, moreBelow, signWhere, signMinutes, readToTheEnd, notSigned, neverOnline
    case changedWhileReading
    case signatureSent, signatureWaits, withdrawTitle, youSignedThis, withdraw

    // In force against draft.
    case standing, notInForce, inForceSame, inForceDiffers, partial, asked, partialMine, fell, tooLate, stays

    // Deciding.
    case asItStands, mayBeEmpty, ratingTitle, notRatedYet, yourSideSays, onlySidesRate, rateWhere, agreeTo
    case proposeAgreement, recordDisagreement, pointAgreed, pointDisagreed, pointProposed, pointOpen
    case decideTitle, reason, note, dueDay, setDue, startWork, proposeCompletion, confirmCompletion
    case declineCompletion, proposeCancellation, confirmCancellation, declineCancellation, reopen
    case requestVerification, statusFact, dueFact, completionFact, cancellationFact, translateTitle
    case recordedSent, recordedWaits

    // Home.
    case homeTitle, waitsForYou, waitsNothing, waitSign, waitAsked, waitFell, waitSignToo, waitVerify
    case waitCase, waitRate, waitAgree, waitConfirm, waitCancel
    case waitOverdue, waitRefused, waitAside, changedSince, changedNothing, changedCount
    case cycleStarted, cycleFirstVisit, cycleInitialEnds, cycleWindow, cycleCloses, cycleEnds
    case cycleLine, cycleNone, lastMet, neverMet, unreviewed, welcome

    // The page behind `?`.
    case helpMoving, helpUpDown, helpOpenBack, helpJump, helpLists, helpNotes, helpCommand, helpWriting
    case helpEdit, helpTranslate, helpUndo, helpEditor, helpRows, helpDeciding, helpRate, helpDecide, helpSign
    case helpReading, helpChanges, helpQueue, helpBoard, helpTranslations, helpLine, helpSaved, helpSaving
    case helpOffline, helpReadOnly, helpLetters

    // Pages to read.
    case helpTitle, helpHere, escCloses, more, changesTitle, emptied, asideTitle, asideNothing, asideCopy
    case whoSees, issuesTitle, noIssues, acknowledgeBy, acknowledgedOn, resolveBy, resolvedOn, casesTitle
    case noCases, handledBy, zeroToleranceCandidate, commentsTitle, noComments, meetingsTitle, quorate
    case notQuorate, draftsTitle, noDrafts, releasedTo, lockedSays, quitLoses, outdated
    case rosterTitle, rosterOthers, cycleTitle, boardTitle, boardByDate, noDate, queueTitle, queueNothing
    case queueRefused

    // The server's record was changed.
    case alarmBar, alarmTitle, alarmNone, alarmRolledBack, alarmForked, alarmOtherKey, alarmUnsigned
    case alarmToDo, alarmSafe, alarmTell, alarmCompare, alarmKeep, alarmForget

    // Line by line.
    case linearWelcome, linearHelp, linearNoSuch, linearNow, linearChanged, linearMore, linearWrite
    case linearSet, linearLocksSoon

    // The tour of the first start.
    case tourTitle, tourRoom, tourLine, tourMoving, tourWriting, tourDeciding, tourReaders, tourNext
    case tourSkip

    // Lists.
    case filterRows, order, orderedBy, orderedAsStored, noneFits, translationsTitle
    case translationsNone
}
