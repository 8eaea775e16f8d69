import type { AdminRole, AuditAction, BookingStatus, QueuedReason, ReportOutcome } from '@duet/contract';
import type { Tone } from '../ui/Chip.tsx';

export const bookingWords: Record<BookingStatus, string> = {
  requested: 'Requested',
  accepted: 'Accepted',
  declined: 'Declined',
  cancelled: 'Cancelled',
  completed: 'Completed',
  no_show: 'No-show',
};

export const bookingTones: Record<BookingStatus, Tone> = {
  requested: 'caution',
  accepted: 'positive',
  declined: 'negative',
  cancelled: 'neutral',
  completed: 'settled',
  no_show: 'negative',
};

export const roleWords: Record<AdminRole, string> = {
  viewer: 'Viewer',
  investigator: 'Investigator',
  auditor: 'Auditor',
  owner: 'Owner',
};

export const reasonWords: Record<QueuedReason, string> = {
  harassment: 'Harassment',
  scam: 'Fraud',
  off_platform: 'Contact or payment past the marketplace',
  spam: 'Advertising',
  inappropriate: 'Inappropriate content',
  other: 'Something else',
  copies: 'One text to very many people',
};

export const outcomeWords: Record<ReportOutcome, string> = {
  dismissed: 'Dismissed',
  warned: 'Warned',
  suspended: 'Suspended',
};

export const outcomeTones: Record<ReportOutcome, Tone> = {
  dismissed: 'neutral',
  warned: 'caution',
  suspended: 'negative',
};

export const actionWords: Record<AuditAction, string> = {
  'admin.sign_in': 'Signed in',
  'admin.sign_out': 'Signed out',
  'admin.refused': 'Asked for what their role does not allow',
  'admin.second_factor': 'Set up a second factor',
  'conversation.find': 'Looked for conversations',
  'conversation.look': 'Looked at a conversation from outside',
  'conversation.open': 'Opened a conversation',
  'conversation.read': 'Read messages',
  'conversation.search': 'Searched in a conversation',
  'conversation.pack': 'Had a dispute pack made',
  'conversation.pack_read': 'Fetched a dispute pack',
  'conversation.expire': 'Messages went, their time was over',
  'person.find': 'Looked for people',
  'person.look': 'Looked at a person',
  'person.suspend': 'Suspended a person',
  'person.readmit': 'Took a suspension back',
  'person.sign_out': 'Signed a person out everywhere',
  'person.reset_second_factor': 'Took an administrator’s second factor away',
  'person.hold': 'Placed a legal hold',
  'person.lift_hold': 'Lifted a legal hold',
  'person.propose': 'Proposed an export or an erasure',
  'person.approve': 'Approved an export or an erasure',
  'person.refuse': 'Refused an export or an erasure',
  'person.export': 'All of a person was exported',
  'person.export_read': 'Fetched an export',
  'person.erase': 'A person was erased',
  'privacy.list': 'Looked at proposals or holds',
  'report.list': 'Looked for reports',
  'report.look': 'Looked at a report from outside',
  'report.decide': 'Decided on a report',
  'audit.read': 'Read the audit log',
  'audit.export': 'Exported the audit log',
};
