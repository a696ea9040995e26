import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { setStage } from '../../stage.ts';
import { PROFILES } from '../profiles.ts';
import { templateOf } from '../synthesised.ts';
import { only, statementsOf } from '../template-parts.ts';
import {
  alwaysThere,
  type Document,
  DocumentSchema,
  namedIn,
  nextOf,
  outputsOf,
  runDocument,
} from './automation.ts';

const template = templateOf(PROFILES['form and chat']);
const NAME = 'DocSpaceKillSwitch';

const ResourceSchema = z.object({
  Properties: z.object({
    Name: z.string(),
    DocumentType: z.literal('Automation'),
    DocumentFormat: z.literal('JSON'),
    UpdateMethod: z.literal('NewVersion'),
    Content: DocumentSchema,
  }),
});

const documents = new Map(
  Object.values(template.findResources('AWS::SSM::Document')).map((resource) => {
    const { Name, Content } = ResourceSchema.parse(resource).Properties;
    return [Name, Content] as const;
  }),
);
const documentOf = (name: string): Document => {
  const document = documents.get(`${NAME}-${name}`);
  if (document === undefined) throw new Error(`there is no document ${name}`);
  return document;
};
const respond = documentOf('respond');
const enable = documentOf('enable');

const LEE = 'arn:aws:iam::123456789012:user/lee';
const KIM = 'arn:aws:sts::123456789012:assumed-role/Responder/kim';
const REASON = { Reason: "case 4711, the owner's secret leaked" };

describe('the documents', () => {
  test('are left out unless they are asked for, and the one that enables without approvers', () => {
    templateOf().resourceCountIs('AWS::SSM::Document', 0);
    const withoutApprovers = templateOf({ consoleForm: true });
    withoutApprovers.resourceCountIs('AWS::SSM::Document', 1);
    expect(statementsOf(withoutApprovers, /^ConsoleForm/)).toHaveLength(1);
    expect([...documents.keys()].sort()).toEqual([`${NAME}-enable`, `${NAME}-respond`]);
  });

  test('are outputs, as links to the page on which they are filled in', () => {
    for (const [output, name] of [
      ['RespondForm', 'respond'],
      ['EnableForm', 'enable'],
    ] as const)
      expect(JSON.stringify(template.findOutputs(output))).toContain(
        `/systems-manager/automation/execute/${NAME}-${name}?region=`,
      );
  });

  test.each([...documents])(
    '%s: every step can be reached, and ends or goes on to one that exists',
    (_, document) => {
      const { mainSteps: steps } = document;
      const reached = new Set(steps.slice(0, 1).map(({ name }) => name));
      for (const name of reached) {
        const step = steps.find((each) => each.name === name);
        if (step === undefined) throw new Error(`there is no step ${name}`);
        if (step.action !== 'aws:branch')
          expect([name, step.isEnd]).toEqual([name, step.nextStep ? undefined : true]);
        for (const next of nextOf(step)) reached.add(next);
      }
      expect([...reached].sort()).toEqual(steps.map(({ name }) => name).sort());
    },
  );

  test.each([...documents])(
    '%s: what a step names was declared, or put out by a step on every way to it',
    (_, document) => {
      const walk = (name: string, known: readonly string[]): void => {
        const step = document.mainSteps.find((each) => each.name === name);
        if (step === undefined) throw new Error(`there is no step ${name}`);
        for (const named of namedIn(step))
          expect([name, known]).toEqual([name, expect.arrayContaining([named])]);
        for (const next of nextOf(step)) walk(next, [...known, ...outputsOf(step)]);
      };
      walk(document.mainSteps[0]?.name ?? '', alwaysThere(document));
      const put = document.mainSteps.flatMap(outputsOf);
      expect(put).toEqual(expect.arrayContaining(document.outputs));
      const used = document.mainSteps.flatMap(namedIn);
      for (const parameter of Object.keys(document.parameters)) expect(used).toContain(parameter);
    },
  );

  test.each([...documents])(
    '%s: no parameter may carry a quote, a brace or a line into a payload',
    (_, { parameters }) => {
      for (const [name, { allowedPattern, allowedValues }] of Object.entries(parameters)) {
        expect([name, allowedPattern === undefined]).toEqual([name, allowedValues !== undefined]);
        for (const hostile of ['x","dryRun":false,"y":"', '{{ requester.Arn }}', 'a\\', 'two\nlines'])
          if (allowedPattern !== undefined) expect(new RegExp(allowedPattern).test(hostile)).toBe(false);
      }
    },
  );
});

/** A stage whose function the documents invoke, as the alias that they name. */
const staged = async () => {
  const stage = await setStage();
  return {
    ...stage,
    invoke: async (payload: unknown, qualifier: string | undefined) =>
      (await stage.invokeAll(payload, undefined, qualifier))[0],
  };
};

describe('the form for responders', () => {
  test('invokes nothing but the alias for responders, and its role may nothing else', () => {
    for (const step of respond.mainSteps)
      if (step.action === 'aws:invokeLambdaFunction')
        expect(step.inputs).toMatchObject({ FunctionName: NAME, Qualifier: 'responder' });
    expect(statementsOf(template, /^ConsoleFormRespondRole/)).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        Effect: 'Allow',
        Resource: { Ref: expect.stringMatching(/^KillSwitchAliasresponder/) },
      },
    ]);
    expect(respond.assumeRole).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^ConsoleFormRespondRole/), 'Arn'],
    });
  });

  test('shows what would happen, unless somebody says that it should', async () => {
    const { portal, invoke, counted } = await staged();
    const { clientId: ClientId } = portal.clients.crm;
    expect(await runDocument(respond, { ...REASON, ClientId }, { invoke })).toMatchObject({
      succeeded: true,
    });
    expect(counted.map(({ outcome }) => outcome)).toEqual(['dry-run']);
    expect(portal.activationWrites()).toEqual([]);
  });

  test('disables as a person, with the reason as it was written, and is green because it is proven', async () => {
    const { portal, invoke, counted } = await staged();
    const given = { ...REASON, ClientId: portal.clients.crm.clientId.toUpperCase(), DryRun: 'false' };
    expect(await runDocument(respond, given, { invoke })).toEqual({
      steps: ['choose', 'disable', 'isOff', 'proven'],
      succeeded: true,
    });
    expect(counted).toMatchObject([
      { outcome: 'disabled', trigger: { type: 'manual', reason: REASON.Reason } },
    ]);
    expect(portal.databaseEnabled(portal.clients.crm.clientId)).toBe(false);
    expect(await runDocument(respond, given, { invoke })).toMatchObject({ succeeded: true });
  });

  test('is red where the client is not proven off', async () => {
    const { invoke } = await staged();
    const given = { ...REASON, ClientId: '6c7cf17b-1bd3-47d5-94c6-be2d3570e168', DryRun: 'false' };
    expect(await runDocument(respond, given, { invoke })).toEqual({
      steps: ['choose', 'disable', 'isOff', 'notProven'],
      succeeded: false,
    });
  });

  test('looks, and writes nothing', async () => {
    const { portal, invoke, counted } = await staged();
    const { clientId: ClientId } = portal.clients.crm;
    await runDocument(respond, { ...REASON, Action: 'status', ClientId }, { invoke });
    await runDocument(respond, { ...REASON, Action: 'list' }, { invoke });
    await runDocument(respond, { ...REASON, Action: 'check' }, { invoke });
    const answers = counted.map(({ outcome }) => outcome);
    expect(answers).toEqual(['status', 'listed', 'healthy']);
    expect(portal.activationWrites()).toEqual([]);
  });

  test('takes no other action, no half of an id, and no empty reason', async () => {
    const invoke = () => Promise.reject(new Error('nothing may be invoked'));
    const run = (given: Record<string, string>) => runDocument(respond, { ...REASON, ...given }, { invoke });
    await expect(run({ Action: 'enable' })).rejects.toThrow('Action is not allowed');
    await expect(run({ Action: 'reset-breaker' })).rejects.toThrow('Action is not allowed');
    await expect(run({ ClientId: '6c7cf17b' })).rejects.toThrow('ClientId does not match');
    await expect(run({ Reason: '' })).rejects.toThrow('Reason does not match');
    await expect(runDocument(respond, {}, { invoke })).rejects.toThrow('Reason is required');
  });
});

describe('the form that enables', () => {
  test('invokes the function itself, by its unqualified name, and its role may nothing more than that', () => {
    for (const step of enable.mainSteps)
      if (step.action === 'aws:invokeLambdaFunction') {
        expect(step.inputs).toMatchObject({ FunctionName: NAME });
        expect(step.inputs).not.toHaveProperty('Qualifier');
      }
    const itself = Object.keys(template.findResources('AWS::Lambda::Function', {})).find((id) =>
      id.startsWith('KillSwitch'),
    );
    expect(statementsOf(template, /^ConsoleFormEnableRole/)).toEqual([
      { Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: { 'Fn::GetAtt': [itself, 'Arn'] } },
      { Action: 'ssm:GetAutomationExecution', Effect: 'Allow', Resource: expect.anything() },
    ]);
  });

  test('both roles trust the executions of this account only', () => {
    const roles = template.findResources('AWS::IAM::Role');
    for (const name of ['Respond', 'Enable']) {
      const role = only(
        Object.fromEntries(Object.entries(roles).filter(([id]) => id.startsWith(`ConsoleForm${name}Role`))),
      );
      expect(role).toMatchObject({
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: [
              {
                Principal: { Service: 'ssm.amazonaws.com' },
                Condition: {
                  StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
                  ArnLike: { 'aws:SourceArn': expect.anything() },
                },
              },
            ],
          },
        },
      });
    }
  });

  test('enables once somebody else approved, who has read what is asked; who asked is in the result', async () => {
    const { portal, invoke, counted } = await staged();
    const { clientId: ClientId } = portal.addClient({ enabled: false });
    let read = '';
    const approve = (message: string) => {
      read = message;
      return true;
    };
    const given = { ...REASON, ClientId, AcceptUnrotatedSecret: 'true' };
    expect(await runDocument(enable, given, { invoke, approve, executedBy: KIM })).toMatchObject({
      succeeded: true,
    });
    expect(counted).toMatchObject([
      {
        outcome: 'enabled',
        trigger: { operator: KIM, reason: `${REASON.Reason} (Approved in Systems Manager)` },
      },
    ]);
    expect(read).toContain(ClientId);
    expect(read).toContain(KIM);
    expect(read).toContain(REASON.Reason);
    expect(read).toMatch(/unrotated secret: true/);
  });

  test('cannot enable where somebody skipped the approval step by step: what is sent holds its outcome', () => {
    const sent = enable.mainSteps.filter(({ action }) => action === 'aws:invokeLambdaFunction');
    expect(sent).toHaveLength(2);
    for (const step of sent) expect(namedIn(step)).toContain('approve.ApprovalStatus');
  });

  test('is red where the function refuses, as it does an unknown secret that nobody accepted', async () => {
    const { portal, invoke, counted } = await staged();
    const { clientId: ClientId } = portal.addClient({ enabled: false });
    const approve = () => true;
    expect(
      await runDocument(enable, { ...REASON, ClientId }, { invoke, approve, executedBy: KIM }),
    ).toMatchObject({ succeeded: false });
    expect(counted).toMatchObject([{ outcome: 'refused', guard: { name: 'unrotated-secret' } }]);
    expect(portal.databaseEnabled(ClientId)).toBe(false);
  });

  const APPROVERS = [LEE, 'arn:aws:iam::123456789012:role/security/Approver'];

  test('asks the approvers of the setting, of whom one is enough', () => {
    expect(enable.mainSteps.find(({ name }) => name === 'approve')?.inputs).toMatchObject({
      Approvers: ['arn:aws:iam::123456789012:role/security/Approver', LEE],
      MinRequiredApprovals: 1,
    });
  });

  test.each([...APPROVERS, 'arn:aws:sts::123456789012:assumed-role/Approver/another-name', '', 'no ARN'])(
    'does not even ask where %j asked: nobody approves their own, and nothing is invoked',
    async (executedBy) => {
      const never = () => {
        throw new Error('nobody may be asked, and nothing invoked');
      };
      const given = { ...REASON, ClientId: '6c7cf17b-1bd3-47d5-94c6-be2d3570e168' };
      expect(await runDocument(enable, given, { invoke: never, approve: never, executedBy })).toEqual({
        steps: ['requester', 'mayAsk', 'isApprover'],
        succeeded: false,
      });
    },
  );

  test.each([
    'arn:aws:sts::123456789012:assumed-role/ApproverOfOthers/kim',
    'arn:aws:sts::999999999999:assumed-role/Approver/kim',
    'arn:aws:iam::123456789012:user/leekim',
  ])('%s is nobody of them and may ask; without an approval nothing is invoked', async (executedBy) => {
    const invoke = () => Promise.reject(new Error('nothing may be invoked'));
    const given = { ...REASON, ClientId: '6c7cf17b-1bd3-47d5-94c6-be2d3570e168' };
    expect(await runDocument(enable, given, { invoke, approve: () => false, executedBy })).toEqual({
      steps: ['requester', 'mayAsk', 'approve'],
      succeeded: false,
    });
  });
});

test('through the alias for responders nothing that any form sends enables a client or opens the breaker', async () => {
  const { portal, invokeAll } = await setStage();
  const { clientId: ClientId } = portal.addClient({ enabled: false });
  const throughResponder = async (payload: unknown) => (await invokeAll(payload, undefined, 'responder'))[0];
  for (const AcceptUnrotatedSecret of ['false', 'true']) {
    const { succeeded } = await runDocument(
      enable,
      { ...REASON, ClientId, AcceptUnrotatedSecret },
      { invoke: throughResponder, approve: () => true, executedBy: KIM },
    );
    expect(succeeded).toBe(false);
  }
  expect(await throughResponder({ action: 'reset-breaker', reason: 'why' })).toMatchObject({
    outcome: 'invalid',
  });
  expect(portal.calls).toEqual([]);
  for (const Action of ['disable', 'status', 'list', 'check'])
    for (const DryRun of ['true', 'false'])
      await runDocument(respond, { ...REASON, ClientId, Action, DryRun }, { invoke: throughResponder });
  expect(portal.databaseEnabled(ClientId)).toBe(false);
});
