/** Words of the team's rules. */
export const rulesWords = {
  title: 'Team rules',
  lead: (team: string) => `What happens when somebody answers, for everybody in the team “${team}”.`,
  readOnly: 'Only team leads and administrators change these.',
  always: 'A person who answers a mail of a campaign gets no further mail of it, from whatever address they answer. That is no setting.',
  endOnOtherThread: {
    label: 'A mail in another conversation ends the campaign, too',
    hint: 'For people who write anew instead of answering.',
  },
  endOnSameCompany: {
    label: 'An answer ends the campaigns of everybody at the same company',
    hint: 'Colleagues of the person who answered get no further mail either.',
  },
  acceptedIsSuccess: {
    label: 'An accepted invitation counts as a success',
    hint: 'Shown on the campaign’s page.',
  },
  absenceDays: {
    label: 'Days to wait for somebody who is away',
    hint: 'Where an automatic answer does not say until when. From 1 to 60.',
    problem: 'A whole number from 1 to 60.',
    days: (days: number) => (days === 1 ? '1 day' : `${days} days`),
  },
  on: 'Yes',
  off: 'No',
  saving: 'Saving',
  saved: 'Saved',
  save: 'Save',
} as const;
