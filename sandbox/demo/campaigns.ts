/** Campaigns as the web app sees them over the API. */
import { z } from 'zod';
import type { RepBrowser } from './rep-browser.js';

const enrollmentSchema = z.object({
  id: z.string(),
  address: z.string(),
  state: z.string(),
  next: z.object({ day: z.number(), at: z.string() }).nullable(),
  sent: z.array(z.object({ day: z.number(), at: z.string() })),
  end: z.object({ reason: z.string(), says: z.string() }).nullable(),
});
const campaignSchema = z.object({ id: z.string(), name: z.string(), timeZone: z.string(), enrollments: z.array(enrollmentSchema) });
const enrolledSchema = z.object({ enrolled: z.array(enrollmentSchema), refused: z.array(z.object({ address: z.string(), says: z.string() })) });

export type Enrollment = z.infer<typeof enrollmentSchema>;

export interface NewCampaign {
  readonly name: string;
  readonly sendHour: number;
  readonly steps: readonly { readonly day: number; readonly subject: string; readonly body: string }[];
}

export class Campaign {
  private constructor(
    private readonly browser: RepBrowser,
    readonly id: string,
  ) {}

  static async make(browser: RepBrowser, campaign: NewCampaign): Promise<Campaign> {
    const { id } = await browser.post('/api/campaigns', campaign, campaignSchema);
    return new Campaign(browser, id);
  }

  /** Also who answered before. Throws if somebody was refused. */
  async enroll(...people: readonly { address: string; name: string }[]): Promise<Enrollment[]> {
    const { enrolled, refused } = await this.browser.post(`/api/campaigns/${this.id}/enrollments`, { people, confirmed: true }, enrolledSchema);
    const [first] = refused;
    if (first !== undefined) throw new Error(`${first.address} could not be enrolled: ${first.says}`);
    return enrolled;
  }

  async enrollments(): Promise<Enrollment[]> {
    return (await this.browser.get(`/api/campaigns/${this.id}`, campaignSchema)).enrollments;
  }

  async enrollment(id: string): Promise<Enrollment> {
    const found = (await this.enrollments()).find((enrollment) => enrollment.id === id);
    if (found === undefined) throw new Error(`enrollment ${id} is no longer in the campaign`);
    return found;
  }
}
