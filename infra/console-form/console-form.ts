import { Aws, CfnOutput, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnDocument } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { automationForm } from '../console-links.ts';
import type { AutomationDocument } from './automation-document.ts';
import { enableDocument } from './enable-document.ts';
import { respondDocument } from './respond-document.ts';

const EXECUTIONS = `arn:${Aws.PARTITION}:ssm:${Aws.REGION}:${Aws.ACCOUNT_ID}:automation-execution/*`;

const FORMS = {
  Respond: 'By hand, in a form: disable, status, list, check',
  Enable: 'By hand, in a form: enable, after the approval of somebody else',
};

/** Forms in the AWS console: one for responders and, where approvers are named, one that enables with two people. */
export class ConsoleForm extends Construct {
  constructor(
    scope: Construct,
    id: string,
    {
      functionName,
      portal,
      responder,
      itself,
      approvers,
    }: {
      functionName: string;
      portal: string;
      /** The alias for responders. */
      responder: IFunction;
      /** The function itself, through which a person enables. */
      itself: IFunction;
      approvers: readonly string[];
    },
  ) {
    super(scope, id);
    const respondRole = this.roleFor(
      'RespondRole',
      'Lets the form for responders invoke their alias',
      responder,
    );
    this.addDocument(
      'Respond',
      `${functionName}-respond`,
      respondDocument(functionName, portal, respondRole.roleArn),
    );
    if (approvers.length === 0) return;
    const enableRole = this.roleFor(
      'EnableRole',
      'Lets the form that enables invoke the function itself, after an approval. Whoever may pass it needs none',
      itself,
    );
    // Who asked is known to the execution only.
    enableRole.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['ssm:GetAutomationExecution'], resources: [EXECUTIONS] }),
    );
    Validations.of(enableRole).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:automation-execution/*]`,
      reason:
        'The id of an execution is made when it starts; the document reads its own, to learn who asked.',
    });
    this.addDocument(
      'Enable',
      `${functionName}-enable`,
      enableDocument(functionName, portal, enableRole.roleArn, approvers),
    );
  }

  /** A role that may invoke this and nothing else; the unqualified ARN is the function alone, no alias and no version. */
  private roleFor(id: string, description: string, invoked: IFunction): Role {
    const role = new Role(this, id, {
      assumedBy: new ServicePrincipal('ssm.amazonaws.com', {
        // Only executions of this account may borrow it.
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: { 'aws:SourceArn': EXECUTIONS },
        },
      }),
      description,
    });
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [invoked.functionArn] }),
    );
    return role;
  }

  private addDocument(id: keyof typeof FORMS, name: string, content: AutomationDocument): void {
    new CfnDocument(this, id, {
      name,
      documentType: 'Automation',
      documentFormat: 'JSON',
      content,
      // A document with a name cannot be replaced by one of the same name.
      updateMethod: 'NewVersion',
    });
    new CfnOutput(Stack.of(this), `${id}Form`, {
      value: automationForm(this, name),
      description: FORMS[id],
    });
  }
}
